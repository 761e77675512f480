/** What is said to be left alone, as `stop it, don't terminate it` does. */
const spared =
  /(?:[,(;]|\bbut\b|\band\b)\s*(?:do not|don't|dont|not|never)\s+(?:terminat|delet|destroy|remov|drain|evict|touch|kill)\w*(?: it| them| the \w+)?[,)]?/g;

/** Orders in other words: to drain a node cordons it first, and commands are pasted. */
export function inPlainWords(text: string): string {
  return text
    .replace(/\bcordon and drain\b/, 'drain')
    .replace(/\baws ec2 (stop|start|terminate|reboot)-instances(?: --instance-ids?)?/, '$1')
    .replace(spared, ' ')
    .trim();
}
