/** Orders that several words make together, as they open a statement; what they do, and how they look. */
export const changePhrases: readonly (readonly [act: string, pattern: RegExp])[] = [
  [
    'drain',
    /^(?:move|shift|relocate|get|clear|take|evict|migrate) (?:all |all of |every |everything|the |its )*(?:pods?|workloads?|everything)?(?: of \S+)? ?(?:off|from|away from|out of|of) /,
  ],
  ['drain', /^(?:clear|empty|evacuate|vacate|free) (?:the )?(?:k8s |kubernetes )?(?:node |worker )?\S*\d/],
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
    /^(?:no|stop placing|stop scheduling|don't schedule|dont schedule|do not schedule) (?:any )?(?:new |more |further )(?:pods?|workloads?).{0,20} on(?:to)? (?:the |this )?(?:node |node: )?\S*\d/,
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
  ['set_resources', /^(?:cpu|memory|mem|ram)[- ](?:limits?|requests?) (?:of|for) \S+ (?:to|at) \d/],
  ['set_resources', /^(?:give|let|allow|grant) \S+ (?:have |use )?(?:up to )?\d/],
  [
    'scale',
    /^(?:run|give|have|let|bring|add|put|mets|pon|coloca) .*\d+ ?(?:more )?(?:replicas?|pods?|repliques?|replikas?|copies)\b/,
  ],
];
