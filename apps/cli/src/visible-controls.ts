/** C1 controls, which some terminals obey as they do escapes, and what turns the direction of text. */
const hidden = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes characters visible that JSON lets through as they are, as `\u009b`. In a JSON string that means the same
 * character, so programs read what was there.
 */
export function showControls(text: string): string {
  return text.replace(hidden, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
