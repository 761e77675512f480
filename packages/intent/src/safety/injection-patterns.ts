/** How texts try to speak to a model or a tool instead of asking; in lower case without accents. */
export const injectionPatterns: readonly (readonly [kind: Signal, pattern: RegExp])[] = [
  ['approval', /(?:^|\s)--?(?:approve|yes|force|auto-approve|no-confirm|y)(?=\s|$|=)/],
  [
    'override',
    /\b(?:ignore|disregard|forget|override|overrule|bypass|circumvent|skip)\b.{0,40}\b(?:instructions?|rules?|polic(?:y|ies)|prompts?|guidelines?|restrictions?|safety|safeguards?|guardrails?|approvals?|checks?|confirmations?|everything (?:above|before|said)|(?:all|what(?:ever)?) (?:of the )?(?:above|previous|prior|before)|the above|previous|prior|limits? on|read-only|confidence)\b/,
  ],
  [
    'override',
    /\bignor(?:ier|iere|a|e|ez|er|are)\b.{0,40}\b(?:anweisung(?:en)?|regeln|vorgaben|instrucciones|reglas|ordenes|politicas?|instructions?|consignes|regles|istruzioni|regole|instrucoes|regras|ordens|instructies|regels|richtlinien)\b/,
  ],
  [
    'override',
    /\b(?:vergiss|olvida|oublie[sz]?|dimentica|esqueca|vergeet|negeer|missachte|desconsidere|umgehe|omite|salta)\b.{0,40}\b(?:anweisung(?:en)?|regeln|vorgaben|alles|instrucciones|reglas|todo|instructions?|consignes|regles|tout|istruzioni|regole|tutto|instrucoes|regras|tudo|instructies|regels|richtlinien|aprobacion|politica)\b/,
  ],
  [
    'override',
    /\b(?:disable|deactivate|turn off|switch off|suspend|pause|remove|delete|deaktiviere|desactiva|desactive)\b.{0,30}\b(?:polic(?:y|ies)|approvals?|audit|guard(?:rail)?s?|safety|safeguards?|logging|evaluation|confirmations?|richtlinien?)\b/,
  ],
  [
    'override',
    /(?:指示|命令|ルール|規則|制限|ポリシー)を?(?:すべて|全て)?(?:無視|忘れ)|(?:忽略|无视|忘记|绕过|跳过).{0,12}(?:指令|指示|规则|说明|内容|限制|策略|审批|一切|所有)|(?:지시|명령|규칙).{0,6}무시/,
  ],
  [
    'override',
    /\b(?:new|updated|revised|real|actual|neue|nuevas|nouvelles|nuove|novas) (?:system )?(?:instructions?|orders?|directives?|anweisung(?:en)?|instrucciones|istruzioni|instrucoes)\b|\b(?:your|deine|tu|ta) (?:new|neue|nueva|nouvelle) (?:task|goal|role|aufgabe|tarea|tache)\b/,
  ],
  [
    'role',
    /(?:^|[\s"'`([{<#*|-])(?:system|assistant|developer|admin|root|operator|tool|human|user)\s*(?:prompt|message|note|override|instruction|command)?\s*(?:\]|>|\)|\|)?\s*:(?:\s|$)|<\|?\/?(?:system|assistant|im_start|im_end|user|tool|instructions?|endoftext)[^>]*>|\[\/?(?:inst|system|sys|admin)\]|#{2,}\s*(?:system|instruction|new|admin|response|task)|<<sys>>/,
  ],
  [
    'role',
    /\b(?:you are now|you're now|from now on(?!\s*[.!?]?\s*$)|act as|pretend|roleplay|role-play|simulate being|imagine you|behave as|you must (?:now|obey|comply)|jailbreak|dan mode|developer mode|god mode|maintenance mode|debug mode|sudo mode|admin mode|root mode|unrestricted mode|du bist jetzt|ab jetzt|tu es (?:maintenant|desormais)|ahora eres|eres ahora|a partir de ahora|sei ora|voce agora e|je bent nu|you have been (?:updated|upgraded)|in this mode)\b|あなたは(?:今|これ)|你现在是|从现在(?:开始|起)/,
  ],
  [
    'role',
    /\b(?:i am|i'm|im|this is|as (?:the|an?|your)) (?:the |an? |your )?(?:admin|administrator|owner|root|superuser|cto|ceo|ciso|developer of|creator|cloudops (?:team|developer|admin|support)|security team|boss|manager|sre lead|lead sre|super user)\b|\bich bin (?:der |die )?(?:admin|administrator|chef)|\bsoy (?:el |la )?(?:admin|administrador|jefe)|\bje suis (?:l'|le |la )?(?:admin|administrateur|chef|patron)/,
  ],
  [
    'approval',
    /\b(?:pre-?approved|already approved|auto-?approve[ds]?|approval (?:is )?(?:granted|given|not needed|not required|unnecessary)|(?:has|have|is|are|was|were|been) (?:already |all )?(?:approved|authori[sz]ed|cleared|signed off)|approve[ds]? (?:by|it|this|all|the|everything|plan|automatically|without)|\b(?:i|we)\b.{0,30}\bapprove|approving|without (?:asking|approval|confirmation|confirming|any approval|review)|no (?:approval|confirmation) (?:is )?(?:needed|required|necessary)|don't ask|do not ask|skip (?:the )?(?:policy|approval|confirmation|review)|genehmigt|ohne (?:ruckfrage|freigabe|genehmigung|zu fragen|nachzufragen|bestatigung)|aprobad[oa]|sin (?:preguntar|aprobacion|confirmar|confirmacion)|approuve[es]?|sans (?:demander|approbation|confirmation|confirmer)|aprovad[oa]|sem (?:perguntar|aprovacao|confirmar|confirmacao)|approvato|senza (?:chiedere|approvazione|conferma)|goedgekeurd|zonder (?:te vragen|goedkeuring))\b|承認(?:済|なし|不要)|確認(?:なし|せずに|不要)|已(?:经)?(?:批准|审批|授权)|无需(?:审批|确认|批准)|不用(?:确认|审批)/,
  ],
  [
    'format',
    /"?(?:playbook|intent_type|intent|outcome|confidence|risk_level|tool_use|function_call)"?\s*[:=]\s*["'{[\d]|\b(?:set|raise|return|output|with|use) (?:the )?(?:confidence|risk)\b|\b(?:respond|reply|answer|output|return)\b.{0,25}\b(?:json|only with|exactly|playbook|k8s-|aws-)|\b(?:playbook|intent)\s+(?:k8s|aws)-[a-z-]+|\b(?:choose|select|pick|use|run|call|match|invoke) (?:the )?(?:playbook|tool|intent)\b/,
  ],
  [
    'leak',
    /\b(?:reveal|print|show|repeat|leak|dump|output|tell me|display|what (?:is|are))\b.{0,25}\b(?:system prompt|your (?:prompt|instructions?|rules|configuration|api key|secrets?)|hidden (?:prompt|instructions?)|initial prompt|the prompt)\b/,
  ],
  [
    'encoded',
    /\b(?:base64|rot13|rot-13|hex|decode|decoded|dekodier\w*|decodifi\w*|decoder|deobfuscate|url-?encoded|caesar|morse|reverse[ds]?(?: the)? (?:text|string|words?)|leetspeak)\b|解码|デコード/,
  ],
  [
    'chain',
    /(?:^|\s)(?:;|&&|\|\||\|)\s*(?:kubectl|aws|rm|curl|wget|bash|sh|sudo|terraform|helm|cloudops)\b|\$\([^)]*\)|\b(?:rm -rf|curl [^|]*\|\s*(?:ba)?sh|drop (?:table|database)|delete from|truncate table|union select|or 1=1|xp_cmdshell|powershell|eval\(|exec\(|os\.system|subprocess)\b/,
  ],
  [
    'widening',
    /\b(?:and|also|then|plus|y|et|und|e) (?:also |then |do the same |the same )*(?:in|for|on|to|across|auf|en|dans) (?:all|every|any|alle[nr]?|tous|todas?|todos|toutes) (?:other )?(?:accounts?|clusters?|namespaces?|environments?|regions?|konten|cuentas|comptes)\b/,
  ],
];

/** What a text shows that makes it no plain question. `data` = something was pasted or quoted. */
export type Signal =
  | 'override'
  | 'role'
  | 'approval'
  | 'format'
  | 'leak'
  | 'encoded'
  | 'chain'
  | 'widening'
  | 'disguised'
  | 'data';
