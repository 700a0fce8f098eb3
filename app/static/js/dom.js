// Small tools of every module: queries, the words of the page's language, what an IME is doing.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// An IME is still writing: such a key is never a shortcut and never submits.
export const composing = (event) => event.isComposing || event.keyCode === 229;

export const typing = (element) =>
  Boolean(element) && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) && !/^(checkbox|radio)$/.test(element.type);

let known = null;
export const words = () => (known ??= JSON.parse($("#fl-words")?.textContent || "{}"));

// An element with attributes and children; texts are always text, never HTML.
export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
};

export const sign = (name) => make("i", { class: `fa-solid ${name}`, "aria-hidden": "true" });

const store = (name) => {
  try { return window[name]; } catch { return null; }             // storage may be forbidden by the browser
};
export const kept = (key) => { try { return store("localStorage")?.getItem(key) ?? null; } catch { return null; } };
export const keep = (key, value) => {
  try { if (value === null) store("localStorage")?.removeItem(key); else store("localStorage")?.setItem(key, value); } catch { /* full or forbidden: nothing is lost but comfort */ }
};
