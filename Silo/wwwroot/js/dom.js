export const byId = id => document.getElementById(id);

/** Writes only what changed, so that a selection survives and a live region speaks once. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function setAttribute(element, name, value) {
  if (value === null || value === undefined) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

/** Adds or removes children until `parent` has `length`, and returns them. */
export function resize(parent, length, create) {
  while (parent.children.length > length) {
    parent.lastElementChild.remove();
  }
  while (parent.children.length < length) {
    parent.append(create());
  }
  return [...parent.children];
}

/** Fills a `<dl>` from rows of term, text and optionally tone and tooltip. */
export function describe(list, rows) {
  const groups = resize(list, rows.length, () => {
    const group = document.createElement("div");
    group.append(document.createElement("dt"), document.createElement("dd"));
    return group;
  });
  rows.forEach(({ term, text, tone, title }, index) => {
    const [name, value] = groups[index].children;
    setText(name, term);
    setText(value, text);
    setAttribute(value, "data-tone", tone);
    setAttribute(value, "title", title);
  });
}
