// Toasts: good news leaves by itself, with Undo after 10 s; bad news stays on the page as a note. The live region is there from the start.
import { $, $$, make, sign } from "./dom.js";

const SHORT = 4000, LONG = 10000;                                  // milliseconds

export const toast = (text, { undo, stay } = {}) => {
  const box = make("div", { class: "fl-toast" }, sign("fa-circle-check"), make("span", {}, text));
  if (undo) box.append(undo);
  $(".fl-toasts")?.append(box);
  if (!stay) setTimeout(() => box.remove(), undo ? LONG : SHORT);
};

export const start = (root) => {
  for (const note of $$("[data-fl-flash=ok]", root)) {
    const form = $("form", note);
    toast($("div", note).textContent, { undo: form });
    note.remove();
  }
  for (const box of $$("[data-fl-flashes]", root)) if (!box.children.length) box.remove();
};
