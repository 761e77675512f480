import type { Page } from 'playwright-core';

/** Each text whose colour is too near to that behind it (WCAG 2.2, success criterion 1.4.3), with its ratio. */
export function findLowContrast(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(${measure.toString()})()`);
}

/** Runs in the page. */
function measure(): readonly string[] {
  // biome-ignore lint/suspicious/noExplicitAny: the page's own objects, whose types this program does not have.
  const { document, getComputedStyle, NodeFilter } = globalThis as any;
  const channels = (text: string): readonly number[] => (text.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: readonly number[]): number => {
    const [red = 0, green = 0, blue = 0] = color
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const found = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === '' || !element.checkVisibility({ opacityProperty: true })) continue;
    const style = getComputedStyle(element);
    let behind = element;
    while (channels(getComputedStyle(behind).backgroundColor)[3] === 0 && behind.parentElement !== null) {
      behind = behind.parentElement;
    }
    const [light = 0, dark = 0] = [style.color, getComputedStyle(behind).backgroundColor]
      .map((color) => luminance(channels(color)))
      .sort((left, right) => right - left);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio >= (isLarge ? 3 : 4.5)) continue;
    found.add(
      `${ratio.toFixed(2)} ${style.color} on ${getComputedStyle(behind).backgroundColor} "${node.textContent.trim().slice(0, 30)}"`,
    );
  }
  return [...found];
}
