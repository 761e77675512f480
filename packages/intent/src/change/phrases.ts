/** Orders that several words make together, as they open a statement; what they do, and how they look. */
export const changePhrases: readonly (readonly [act: string, pattern: RegExp])[] = [
  ['destroy', /^get rid of (?:the )?(?:unused |whole )?(?:security group )?sg-[0-9a-z]+/],
  [
    'drain',
    /^(?:move|shift|relocate|get|clear|take|evict|migrate) (?:all |all of |every |everything|the |its )*(?:pods?|workloads?|everything)?(?: of \S+)? ?(?:off|from|away from|out of|of) /,
  ],
  [
    'drain',
    /^(?:move|shift|relocate|migrate|reschedule) (?:all |every |the |of )*(?:pods?|workloads?) (?:running )?(?:on|of|from) \S*\d\S* (?:to|onto|elsewhere|away)\b/,
  ],
  [
    'drain',
    /^(?:verschiebe|mueve|mover|deplace|deplacer|sposta|mova|verplaats) (?:alle|todos los|tous les|tutti i|todos os|los|les|os|i) pods? .*\d/,
  ],
  [
    'drain',
    /^(?:clear|empty(?: out)?|evacuate|vacate|free(?: up)?) (?:the )?(?:k8s |kubernetes )?(?:node |worker )?\S*\d/,
  ],
  [
    'cordon',
    /^(?:keep|hold) (?:any |all |the )?(?:new |further |more )?(?:pods?|workloads?|scheduler)(?: away)? (?:off|from|away from) /,
  ],
  [
    'cordon',
    /^(?:make|mark|set|flag) (?:the )?(?:node )?\S+ (?:as )?(?:unschedulable|not schedulable|non-schedulable)/,
  ],
  [
    'cordon',
    /^(?:take|lock|exclude|remove) (?:the )?(?:node )?\S+ (?:out of|for|from) (?:the )?(?:scheduling|scheduler|rotation)/,
  ],
  [
    'cordon',
    /^(?:no|stop placing|stop scheduling|don't schedule|dont schedule|do not schedule) (?:any )?(?:new |more |further )+(?:pods?|workloads?).{0,20} on(?:to)? (?:the |this )?(?:node |node: )?\S*\d/,
  ],
  [
    'cordon',
    /^(?:prevent|stop|keep) (?:anything|any|more|new|other)\b.{0,30} (?:landing|scheduling|being scheduled|running|starting) on(?:to)? .*\d/,
  ],
  [
    'cordon',
    /^(?:don't|dont|do not|stop|no longer|prevent) (?:schedul|plac|putt|runn|land)\w* (?:any|anything|more|new|further|other|pods?|workloads?)\b.{0,30} on(?:to)? .*\d/,
  ],
  [
    'resize',
    /^(?=.*\bi-[0-9a-f]{6,})(?:change|switch|convert|migrate|modify|update|upgrade|set|make|move|turn|alter|modifica|modifique|cambia|cambie|altere|mude|modifie|passe|andere|stelle|wijzig|zet|troque) .*\b[a-z][a-z0-9-]{1,8}\.(?:nano|micro|small|medium|large|metal|\d{0,2}xlarge)\b/,
  ],
  [
    'cordon',
    /^(?:bloqueia|bloqueie|bloquea|bloque|blockiere|blokkeer) (?:o |el |le |den |de |la )?(?:no|nodo|noeud|knoten|node) \S*\d/,
  ],
  ['cordon', /^(?:keine|geen) (?:neuen |weiteren |nieuwe )?pods? (?:mehr |meer )?(?:auf|op) \S*\d/],
  ['cordon', /^(?:empeche|empecher|impide|impedir|impeca|impedisci) .*(?:planific|pods).*\d/],
  ['cordon', /^(?:mets|metti|coloque|pon|put|place|zet|stell\w*) .*(?:en|in|em|on) cordon\b/],
  [
    'rollback',
    /^(?:i |we )?(?:want|need) (?:the )?(?:previous|old|last|prior|former) (?:\S+ ){0,4}(?:back|again|running)\b/,
  ],
  [
    'rollback',
    /^(?:go|get|switch|move|return|take|bring|put|set) (?:\S+ ){0,4}?(?:back )?(?:to|on) (?:the )?(?:\S+ )?(?:previous|prior|last|old|earlier|former|revision|version|image|release)/,
  ],
  ['start', /^(?:bring|spin|power|fire|boot) (?:up |back up )?(?:the )?(?:\S+ ){0,4}?i-[0-9a-f]+.*\b(?:up|back|on)\b/],
  ['stop', /^(?:bring|power|take|spin) (?:down )?(?:the )?(?:\S+ ){0,4}?i-[0-9a-f]+.*\b(?:down|off)\b/],
  ['contain', /^(?:take|cut|get|pull) (?:the )?(?:\S+ ){0,3}?i-[0-9a-f]+ (?:off|from) (?:the )?network/],
  [
    'contain',
    /^(?:put|place|mets|pon|coloque|metti|stelle|zet) (?:the |la |el |a |l'|die |de )?(?:\S+ ){0,3}?i-[0-9a-f]+.*(?:quarantine|quarantaine|cuarentena|quarentena|quarantena|quarantane)|^(?:pon|mets|coloque|metti) en (?:cuarentena|quarantaine)|^(?:pon|mets|coloque|metti) (?:en|em|in) (?:cuarentena|quarantaine|quarentena|quarantena)/,
  ],
  [
    'rollback',
    /^(?:volt[ae]r?|vuelve|volver|regresa|torna|tornare|revien\w*|remet\w*|ramen\w*|pon|poner|zet|setz\w*|stell\w*|bring\w*|geh\w*) .*(?:(?:version|versao|versione|versie|revision|revisao|revisione) (?:anterior|precedente|previa)|(?:vorherig|vorig|letzt|alt)\w* (?:version|versie|revision|stand|release))/,
  ],
  ['rollback', /^(?:put|bring|take|get) (?:the )?(?:old|previous|last|prior|former) (?:\S+ ){0,2}back\b/],
  [
    'set_resources',
    /^(?:change|adjust|update|put|set|modify|raise|lower|bump) (?:the |its )?(?:(?:cpu|memory|mem|ram|resource)[ -])?(?:limits?|requests?) .*\d/,
  ],
  [
    'set_resources',
    /^(?:mets|mettre|pon|poner|ponha|zet|setz\w*|metti|defin\w*|fixe|fija|ajust\w*|coloque) .*\b(?:cpu|memoria|memoire|speicher\w*|ram|geheugen|memory)\b.*\d/,
  ],
  ['resize', /^(?:den )?instan(?:z|ce) ?typ\w* .*\b(?:andern|wechseln|umstellen)$/],
  [
    'contain',
    /^(?:block|deny|drop|cut|stop) (?:all |any |every )?(?:the )?(?:network )?(?:traffic|connections|everything|access)\b.*(?:in and out|to and from|from and to).* i-[0-9a-f]+/,
  ],
  [
    'contain',
    /^(?:block|deny|drop|cut|stop) (?:all|any|every) (?:the )?(?:network )?(?:traffic|connections?|access)\b.* i-[0-9a-f]+/,
  ],
  [
    'drain',
    /^(?:relocate|move|evict|shift) (?:everything|all(?: the)? \w+)(?: that)?(?: runs| running| is| are)?(?: still)? (?:on|from) \S*\d/,
  ],
  ['stop', /^(?:put|send) (?:the )?(?:\S+ ){0,3}?i-[0-9a-f]+ to sleep/],
  ['set_resources', /^(?:cpu|memory|mem|ram)[- ](?:limits?|requests?) (?:of|for) \S+ (?:to|at) \d/],
  ['set_resources', /^(?:give|let|allow|grant) \S+ to (?:use|have|take) (?:up to )?\d/],
  ['set_resources', /^(?:cut|trim|halve|double|grow|shrink) (?:the )?(?:memory|cpu|mem|ram)\b/],
  [
    'restart',
    /^(?:reset|recreate|cycle|refresh) (?:the |my |our )?(?:pods? (?:of|in)\b|(?:deployment|statefulset|daemonset)\b|\S+ (?:deployment|pods?|statefulset|daemonset|workload)\b)/,
  ],
  ['contain', /^lock (?:the )?(?:\S+ ){0,2}?i-[0-9a-f]+ (?:down|away|out)/],
  ['set_resources', /^(?:give|let|allow|grant) \S+ (?:have |use )?(?:up to )?\d/],
  [
    'scale',
    /^(?:run|give|have|let|bring|add|put|cut|take|keep|drop|turn|push|reduce|lower|decrease|increase|raise|mets|pon|coloca|(?:i |we )?(?:want|need)) .*\b(?:\d+|zero|one|two|three|four|five|six|seven|eight|ten) ?(?:more )?(?:replicas?|pods?|repliques?|replikas?|copies)\b/,
  ],
];
