import { readNumber } from './quantities.ts';

const units: readonly (readonly [RegExp, (count: number) => string])[] = [
  [/^(?:s|secs?|seconds?|sekunden?|segundos?|secondes?|secondi|seconden|秒)$/, (count) => `PT${count}S`],
  [/^(?:m|mins?|minutes?|minuten?|minutos?|minuti|minuut|分|分钟|分間)$/, (count) => `PT${count}M`],
  [/^(?:h|hrs?|hours?|stunden?|std|horas?|heures?|ore|ora|uur|uren|時間|小时)$/, (count) => `PT${count}H`],
  [/^(?:d|days?|tagen?|tage|dias?|jours?|giorni|giorno|dagen|dag|日|日間|天)$/, (count) => `P${count}D`],
  [
    /^(?:w|wks?|weeks?|wochen?|semanas?|semaines?|settimane|settimana|weken|week|週間|週|周)$/,
    (count) => `P${count * 7}D`,
  ],
  [
    /^(?:months?|monaten?|monate|meses|mes|mois|mesi|mese|maanden|maand|ヶ月|か月|个月|月)$/,
    (count) => `P${count * 30}D`,
  ],
];

const unitWords =
  'secs?|seconds?|sekunden?|segundos?|secondes?|secondi|seconden|mins?|minutes?|minuten?|minutos?|minuti|minuut|hrs?|hours?|stunden?|std|horas?|heures?|ore|ora|uur|uren|days?|tagen?|tage|dias?|jours?|giorni|giorno|dagen|dag|wks?|weeks?|wochen?|semanas?|semaines?|settimane|settimana|weken|week|months?|monaten?|monate|meses|mois|mesi|mese|maanden|maand|[mhdws]';
const count =
  '(\\d{1,5}|an?|one|two|three|four|five|six|seven|eight|ten|twelve|twenty-four|couple of|zwei|drei|vier|funf|zehn|eine[rn]?|dos|tres|cuatro|cinco|una?|deux|trois|une?|dois|duas|uma?|due|tre|twee|drie|een)';

const back: readonly RegExp[] = [
  new RegExp(
    `(?:last|past|previous|in the last|over the last|letzten?|vergangenen|ultim[oa]s?|pasad[oa]s|dernier[es]*|derniers|ultim[ie]|afgelopen|laatste|過去|最近|过去|直近)(?: the)? ?${count} ?(${unitWords})(?![a-z])`,
  ),
  new RegExp(
    `(?:within|during|for|over|in|since|vor|seit|hace|desde hace|il y a|depuis|ha|da|sinds|for the|in den|im|durante|pendant|negli|nelle) (?:the )?(?:last |past |letzten |ultim[oa]s |derniers? |dernieres? |ultim[ie] |afgelopen )?${count} ?(${unitWords})(?![a-z])`,
  ),
  new RegExp(`${count} ?(${unitWords}) (?:ago|back|zuvor|atras|geleden|fa)(?![a-z])`),
  new RegExp(`(?:les|las|los|as|os|gli|le|die) ${count} (?:dernier[es]*|ultim[oaei]s?) (${unitWords})(?![a-z])`),
  new RegExp(`(?:les|las|los|as|os|gli|le) ${count} (${unitWords}) (?:dernier[es]*|passe[es]*)`),
  /(?:過去|直近|最近|过去|近)\s?(\d{1,5})\s?(秒|分間|分钟|分|時間|小时|日間|日|天|週間|周|ヶ月|か月|个月)/,
  /(\d{1,5})\s?(分間|分钟|分|時間|小时|日間|天|週間|周)(?:前|以内|内)/,
];

/** Spans that one word names: a duration, or how to make an interval of the day that `now` falls in. */
const single: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:last|past|previous|this past) (?:hour)\b|\b(?:letzten?|letzte) stunde\b|\bultima hora\b|\bderniere heure\b|\bl'ultima ora\b|\bultima ora\b|\bafgelopen uur\b|この1時間|最近一小时|过去一小时/,
    'PT1H',
  ],
  [/\b(?:last|past) (?:day|24h)\b|\bpast day\b/, 'P1D'],
  [
    /\b(?:last|past) night\b|\bovernight\b|\bletzte nacht\b|\bgestern nacht\b|\banoche\b|\bcette nuit\b|\bontem a noite\b|\bstanotte\b|\bafgelopen nacht\b|昨夜|昨晚/,
    'PT12H',
  ],
  [
    /\bsince yesterday\b|\bseit gestern\b|\bdesde ayer\b|\bdepuis hier\b|\bdesde ontem\b|\bda ieri\b|\bsinds gisteren\b|昨日から|从昨天/,
    'P1D',
  ],
  [/\byesterday\b|\bgestern\b|\bayer\b|\bhier\b(?!arch)|\bontem\b|\bieri\b|\bgisteren\b|昨日|昨天/, 'P1D'],
  [
    /\btoday\b|\bheute\b|\bhoy\b|\baujourd'hui\b|\bhoje\b|\boggi\b|\bvandaag\b|今日|今天|\bsince midnight\b|\bsince this morning\b|\bthis morning\b|\bheute morgen\b|\besta manana\b|\bce matin\b|\besta manha\b|今朝|今早/,
    'P1D',
  ],
  [
    /\bsince last week\b|\bseit letzter woche\b|\bdesde la semana pasada\b|\bdepuis la semaine derniere\b|\bdesde a semana passada\b|\bsinds vorige week\b|\bsince (?:a|one) week\b/,
    'P7D',
  ],
  [
    /\b(?:last|past|previous) week\b|\bletzten? woche\b|\bletzter woche\b|\bsemana pasada\b|\bultima semana\b|\bsemaine derniere\b|\bsemana passada\b|\bsettimana scorsa\b|\bultima settimana\b|\b(?:afgelopen|vorige) week\b|先週|上周|上个星期|上週/,
    'P7D',
  ],
  [
    /\bthis week\b|\bdiese woche\b|\bdieser woche\b|\besta semana\b|\bcette semaine\b|\bquesta settimana\b|\bdeze week\b|今週|本周|这周/,
    'P7D',
  ],
  [
    /\b(?:last|past|previous) month\b|\bletzten? monat\b|\bletzten monats\b|\bmes pasado\b|\bultimo mes\b|\bmois dernier\b|\bdernier mois\b|\bmes passado\b|\bmese scorso\b|\b(?:afgelopen|vorige) maand\b|先月|上个月|上月/,
    'P30D',
  ],
  [
    /\bthis month\b|\bdiesen monat\b|\bdiesem monat\b|\beste mes\b|\bce mois\b|\beste mes\b|\bquesto mese\b|\bdeze maand\b|今月|本月|这个月/,
    'P30D',
  ],
  [/\blast year\b|\bletztes jahr\b|\bano pasado\b/, 'P1Y'],
];

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const otherMonths: Readonly<Record<string, number>> = {
  ene: 0,
  janv: 0,
  fev: 1,
  fevr: 1,
  marz: 2,
  maerz: 2,
  mars: 2,
  abr: 3,
  avr: 3,
  avril: 3,
  mai: 4,
  mag: 4,
  maj: 4,
  juin: 5,
  giu: 5,
  juil: 6,
  lug: 6,
  ago: 7,
  aout: 7,
  set: 8,
  okt: 9,
  out: 9,
  ott: 9,
  dez: 11,
  dic: 11,
  mrt: 2,
  mei: 4,
};
const monthWord =
  '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|janv|fev|marz|mars|abr|avr|mai|mag|juin|giu|juil|lug|ago|aout|set|okt|out|ott|dez|dic|mrt|mei)[a-z]*\\.?';
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const otherWeekdays: readonly (readonly string[])[] = [
  ['sonntag', 'domingo', 'dimanche', 'domenica', 'zondag'],
  ['montag', 'lunes', 'lundi', 'segunda', 'lunedi', 'maandag'],
  ['dienstag', 'martes', 'mardi', 'terca', 'martedi', 'dinsdag'],
  ['mittwoch', 'miercoles', 'mercredi', 'quarta', 'mercoledi', 'woensdag'],
  ['donnerstag', 'jueves', 'jeudi', 'quinta', 'giovedi', 'donderdag'],
  ['freitag', 'viernes', 'vendredi', 'sexta', 'venerdi', 'vrijdag'],
  ['samstag', 'sabado', 'samedi', 'sabato', 'zaterdag'],
];
const dayMs = 86_400_000;

/**
 * The time that a question is about: an ISO 8601 duration back from now (`PT2H`), or an interval of days or times in
 * UTC (`2026-02-18/2026-02-26`, end exclusive). Null when it names none, or only one that needs `now` and there is none.
 * @param lower the question in lower case without accents.
 * @param now milliseconds since the epoch.
 */
export function findWindow(lower: string, now: number | undefined): string | null {
  const iso = /\b(p(?:\d+[ymwd])*(?:t(?:\d+[hms])+)?)\b/.exec(lower)?.[1];
  if (iso !== undefined && /\d/.test(iso)) return iso.toUpperCase();
  return (
    findInterval(lower, now) ?? findClock(lower, now) ?? findBack(lower) ?? findSingle(lower) ?? findWeekday(lower, now)
  );
}

function findBack(lower: string): string | null {
  for (const pattern of back) {
    const match = pattern.exec(lower);
    const amount = match === null ? null : (readNumber(match[1] ?? '') ?? (/couple/.test(match[1] ?? '') ? 2 : null));
    if (amount === null || amount === 0) continue;
    const unit = units.find(([form]) => form.test(match?.[2] ?? ''));
    if (unit !== undefined) return unit[1](amount);
  }
  return null;
}

function findSingle(lower: string): string | null {
  return single.find(([pattern]) => pattern.test(lower))?.[1] ?? null;
}

/** `feb 18-25`, `18.-25. februar`, `2026-02-18 to 2026-02-25`, `on feb 18`. The second day is named as it was said. */
function findInterval(lower: string, now: number | undefined): string | null {
  const full =
    /(\d{4}-\d{2}-\d{2})(?:t[\d:]+z?)?(?:\s?(?:to|until|till|and|bis|hasta|a|au|ate|tot|\/|-|–|から|到|至)\s?(\d{4}-\d{2}-\d{2}))?/.exec(
      lower,
    );
  const exact = /(\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2})?z)\s?\/\s?(\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2})?z)/.exec(
    lower,
  );
  if (exact !== null) return `${exact[1]?.toUpperCase()}/${exact[2]?.toUpperCase()}`;
  if (full !== null && !/\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}/.test(lower)) {
    const [start, end] = [Date.parse(full[1] ?? ''), Date.parse(full[2] ?? full[1] ?? '')];
    if (Number.isNaN(start) || Number.isNaN(end) || end < start) return null;
    return interval(start, full[2] === undefined ? end + dayMs : end);
  }
  const named = new RegExp(
    `\\b${monthWord} (\\d{1,2})(?:st|nd|rd|th)?(?:\\s?(?:-|–|to|until|through|bis|and)\\s?(?:${monthWord} )?(\\d{1,2})(?:st|nd|rd|th)?)?(?![\\d:])`,
  ).exec(lower);
  if (named !== null) return ofMonth(named[1], named[2], named[3] ?? named[1], named[4] ?? named[2], now);
  const reversed = new RegExp(
    `\\b(\\d{1,2})(?:\\.|st|nd|rd|th)?(?:\\s?(?:-|–|to|bis|al|au|a|tot)\\s?(\\d{1,2})(?:\\.|st|nd|rd|th)?)? (?:of |de )?${monthWord}(?![a-z])`,
  ).exec(lower);
  if (reversed !== null) return ofMonth(reversed[3], reversed[1], reversed[3], reversed[2] ?? reversed[1], now);
  const alone =
    /\b(?:in|im|en|em|during|for|of|since|ins?|au mois de) (january|february|march|april|june|july|august|september|october|november|december|januar|februar|marz|april|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre|janeiro|fevereiro|maio|junho|julho|setembro|outubro|novembro|dezembro|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre)\b/.exec(
      lower,
    );
  return alone === null ? null : wholeMonth(alone[1] ?? '', now);
}

function wholeMonth(word: string, now: number | undefined): string | null {
  const month = monthOf(word.startsWith('juin') || word.startsWith('juil') ? word.slice(0, 4) : word);
  if (now === undefined || month < 0) return null;
  const date = new Date(now);
  const year = date.getUTCFullYear() - (month > date.getUTCMonth() ? 1 : 0);
  return interval(Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1));
}

function ofMonth(
  ...[startMonth, startDay, endMonth, endDay, now]: readonly [
    string | undefined,
    string | undefined,
    string | undefined,
    string | undefined,
    number | undefined,
  ]
): string | null {
  if (now === undefined) return null;
  const [from, to] = [monthOf(startMonth), monthOf(endMonth)];
  const year = new Date(now).getUTCFullYear();
  const start = Date.UTC(year, from, Number(startDay));
  const last = Date.UTC(to < from ? year + 1 : year, to, Number(endDay));
  const end = last === start ? start + dayMs : last;
  if (from < 0 || to < 0 || Number(startDay) > 31 || Number(endDay) > 31 || end <= start) return null;
  // A day of a month that has not come yet is one of last year.
  const past = start > now ? 1 : 0;
  return interval(shiftYear(start, -past), shiftYear(end, -past));
}

function shiftYear(time: number, years: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear() + years, date.getUTCMonth(), date.getUTCDate());
}

function monthOf(word: string | undefined): number {
  if (word === undefined) return -1;
  const at = months.indexOf(word.slice(0, 3));
  return at >= 0 ? at : (otherMonths[word] ?? otherMonths[word.slice(0, 3)] ?? -1);
}

/** `between 10:00 and 10:30`, `from 2pm to 3pm yesterday`, `since 14:00`. */
function findClock(lower: string, now: number | undefined): string | null {
  if (now === undefined) return null;
  const time = '(\\d{1,2})(?::(\\d{2}))?\\s?(am|pm|uhr|h|utc)?';
  const span = new RegExp(
    `(?:between|from|zwischen|von|entre|de|das|dalle|tussen|since|seit|desde|depuis|around)?\\s?${time}\\s?(?:-|–|to|and|until|bis|und|y|a|et|e|alle|en|às|as|から|到)\\s?${time}(?![\\d.%-])`,
  ).exec(lower);
  if (span === null || !(/:/.test(span[0]) || /am|pm|uhr|\dh/.test(span[0]))) return null;
  const day = dayOf(lower, now);
  const start = at(day, span[1], span[2], span[3] ?? span[6]);
  const end = at(day, span[4], span[5], span[6] ?? span[3]);
  if (start === null || end === null) return null;
  return interval(start, end > start ? end : end + dayMs);
}

function dayOf(lower: string, now: number): number {
  const today = Math.floor(now / dayMs) * dayMs;
  const stated = /(\d{4}-\d{2}-\d{2})/.exec(lower)?.[1];
  if (stated !== undefined) return Date.parse(stated);
  return /yesterday|gestern|ayer|\bhier\b|ontem|ieri|gisteren|昨日|昨天|last night/.test(lower) ? today - dayMs : today;
}

function at(
  day: number,
  hours: string | undefined,
  minutes: string | undefined,
  half: string | undefined,
): number | null {
  const hour = (Number(hours) % (half === 'am' || half === 'pm' ? 12 : 25)) + (half === 'pm' ? 12 : 0);
  if (hour > 24 || Number(minutes ?? 0) > 59) return null;
  return day + hour * 3_600_000 + Number(minutes ?? 0) * 60_000;
}

function findWeekday(lower: string, now: number | undefined): string | null {
  if (now === undefined) return null;
  const today = Math.floor(now / dayMs) * dayMs;
  for (const [number, name] of weekdays.entries()) {
    const forms = [name, ...(otherWeekdays[number] ?? [])].join('|');
    const match = new RegExp(
      `(since|seit|desde|depuis|da|sinds)?\\s?(?:last |el |le |a |lunedi )?\\b(?:${forms})s?\\b`,
    ).exec(lower);
    if (match === null) continue;
    const back = (new Date(today).getUTCDay() - number + 7) % 7 || 7;
    const day = today - back * dayMs;
    return interval(day, match[1] === undefined ? day + dayMs : today + dayMs);
  }
  return null;
}

/** Whole days are written as dates, anything else with its time. */
function interval(start: number, end: number): string {
  const whole = start % dayMs === 0 && end % dayMs === 0;
  const write = (time: number): string =>
    whole ? new Date(time).toISOString().slice(0, 10) : `${new Date(time).toISOString().slice(0, 16)}Z`;
  return `${write(start)}/${write(end)}`;
}
