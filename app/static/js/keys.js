// Keys. Single letters count only while no field has the focus and no dialog is open; a key of an IME never counts.
import { $, composing, typing } from "./dom.js";
import { open } from "./dialogs.js";
import { cursor, moveCursor } from "./list.js";

const letters = {
  "/": () => $("[data-fl-find]")?.focus(),
  "?": () => open($("#fl-keys")),
  j: () => moveCursor(1),
  k: () => moveCursor(-1),
  x: () => { const row = cursor(); if (row) $(".form-check-input", row)?.click(); },
};

const submit = (event, button) => {
  const form = $("form[data-fl-save]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(button && $(button, form) ? $(button, form) : undefined);
};

const withControl = (event) => {
  const key = event.key.toLowerCase();
  if (key === "k") { event.preventDefault(); open($("#fl-palette")); }
  if (key === "s") submit(event, "[data-fl-saveone]");
  if (key === "enter") submit(event, "[data-fl-savenew]");
};

export const install = () => {
  // Enter that ends a composition must not submit the form.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && composing(event) && event.target.tagName === "INPUT") { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
  document.addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey) { withControl(event); return; }
    if (event.altKey || $("dialog[open]")) return;
    if (event.key === "Escape" && !$(".flatpickr-calendar.open, .ts-wrapper.dropdown-active")) { $("[data-fl-cancel]")?.click(); return; }
    if (typing(event.target)) return;
    if (event.key === "Enter" && event.target === document.body) { const row = cursor(); if (row) $("a.fl-title", row)?.click(); return; }
    const act = letters[event.key] || (/^[a-z]$/.test(event.key) && $(`[data-fl-key="${event.key}"]`) ? () => $(`[data-fl-key="${event.key}"]`).click() : null);
    if (act) { event.preventDefault(); act(); }
  });
};
