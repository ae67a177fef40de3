/** An element with what it says, as text: names and messages are others' words and never markup. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** Says something else, where it is something else. */
export function write(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** A list of names and values; what has no value is left out. */
export const facts = (pairs) =>
  pairs
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, String(value))]);
