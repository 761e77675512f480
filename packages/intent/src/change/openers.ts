const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

/** Words that may come before the verb of an order and change nothing about it. */
export const politeness: ReadonlySet<string> = list(`
  kubectl cloudops ec2 rollout rolling please pls plz can could will would you u just now lets let's let s us go ahead and then to i we want need needs gotta must should kindly hey hi hello ok okay cloudops bot mind quickly
  immediately asap also so well id i'd d like 'd ll simply quick right away have your team someone somebody first next finally do actually hurry think sorry
  bitte kannst du konntest konnen sie wir ich mochte mochten will wollen mal schnell sofort jetzt einfach doch hallo lass uns muss mussen sollten soll
  por favor puedes podrias puede podria quiero queremos necesito necesitamos hay que debes debemos hola ahora ya quisiera
  s'il te vous plait peux tu pouvez pourrais pourriez je veux voudrais nous voulons il faut bonjour merci de maintenant svp stp s il
  voce pode poderia quero queremos preciso precisamos favor agora faca ola pra mim
  per favore puoi potresti voglio vorrei vogliamo devi ciao adesso subito
  alsjeblieft graag kun kan je jij zou willen ik wil we wij moeten nu even hoi`);

/** Words that make a clause a question when they open it, whatever verb follows. */
export const askers: ReadonlySet<string> = list(`
  why what whats what's which who whom whose when where how is are was were am does did has had have do can't cant isn't isnt aren't arent wasn't doesn't doesnt didn't hasn't if whether any anything anyone anybody
  warum wieso weshalb was welche welcher welches welchen wer wen wem wann wo wie ist sind war hat haben wurde wurden gibt wird werden ob wenn falls seit wieviel
  que quien quienes cual cuales cuando donde como cuanto cuanta cuantos cuantas esta estan es son hay ha han hubo fue si
  pourquoi quoi quel quelle quels quelles qui quand ou comment combien est-ce est sont a-t-on y qu'est-ce
  porque qual quais quem onde quanto quanta quantos esta estao foi houve tem ha se existe existem
  perche cosa che chi quale quali quando dove come quanto ci sono e c'e
  waarom wat welke wie wanneer waar hoe zijn heeft hebben is er als`);

/** Words by which a person asks to be told something: `show`, `list`, `tell me`, `check`. They order nothing. */
export const lookers: ReadonlySet<string> = list(`
  show list tell find check look see explain describe investigate analyze analyse diagnose debug audit review report search get give display print summarize summarise identify inspect help understand know verify compare figure
  determine count view monitor trace troubleshoot scan rank watch examine
  zeig zeige liste sag sage finde prufe prufen pruf erklare erklar untersuche untersuch analysiere suche such nenne schau uberprufe gib_mir
  muestra muestrame lista dime busca revisa explica analiza investiga encuentra comprueba ensename averigua
  montre montrez affiche liste dis trouve verifie verifier explique analyse cherche examine donne-moi donne_moi
  mostre mostra liste diga encontre verifique explique analise investigue procure verifica
  mostra mostrami elenca dimmi trova controlla spiega analizza cerca
  toon laat vertel vind controleer leg onderzoek zoek geef_me`);

/** Verbs that are nouns too. */
export const nounVerbs: ReadonlySet<string> = list(
  'put cleanup launch restart reboot scale drain stop start rollback roll set update upgrade patch change open release run boot post push schedule snapshot backup tag close block drop pause force move attach deploy build test trigger limit purge undo install edit copy access boost launch start resume create delete terminate',
);

/** A noun after a word such as `restart` or `stop` makes it no verb: `restart count`, `start time`. */
export const nounFollowers: ReadonlySet<string> = list(`
  count counts loop loops loops policy policies rate rates history time times reason reasons event events error errors failed fails failing is was are were has keeps hangs blocked stuck hook hooks probe latency codes code
  limits limit requests ports port_s groups attempts behaviour behavior budget schedule order number numbers storm storms spike spikes failure failures happened happens issue issues problem problems took takes status
  template templates readiness check checks candidates date dates did does report dashboard alert alerts alarm alarms log logs script scripts test tests together`);

/** Negations: what follows is what must not happen. */
export const negations: ReadonlySet<string> = list(`
  don't dont not never without no nicht kein keine ohne niemals nie sans jamais pas ne n sin nunca nao sem non senza mai niet geen zonder avoid instead_of before after while`);
