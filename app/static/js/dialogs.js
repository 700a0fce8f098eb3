// Dialogs: native <dialog>, so focus trap, Esc and the inert page behind come from the browser. Confirmation; "go to" (Ctrl+K).
import { $, $$, composing } from "./dom.js";

export const open = (dialog) => {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const first = $("[autofocus]", dialog) || $("h2", dialog);
  if (first?.tagName === "H2") first.tabIndex = -1;
  first?.focus();
};

let waiting = null;                                                // the button whose act is being confirmed

const ask = (button) => {
  const dialog = $("#fl-confirm"), number = $$("tr[data-row-id] .form-check-input:checked").length;
  const put = (text) => (text || "").replace("{n}", number);
  $("#fl-confirm-t", dialog).textContent = put(button.dataset.flConfirm);
  $("#fl-confirm-p", dialog).textContent = put(button.dataset.flConfirmText);
  $("[data-fl-confirmed]", dialog).textContent = put(button.dataset.flConfirmAct);
  waiting = button;
  open(dialog);
};

const rows = () => $$("#fl-pal-list .fl-pal-row").filter((row) => !row.hidden);
const choose = (row) => $$("#fl-pal-list .fl-pal-row").forEach((one) => { one.setAttribute("aria-selected", one === row); if (one === row) one.scrollIntoView({ block: "nearest" }); });

const narrow = (input) => {
  const wanted = input.value.trim().toLowerCase();
  for (const row of $$("#fl-pal-list .fl-pal-row")) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  for (const group of $$("#fl-pal-list [role=group]")) group.hidden = !$$(".fl-pal-row", group).some((row) => !row.hidden);
  $(".fl-pal-none").hidden = rows().length > 0;
  choose(rows()[0]);
};

export const install = () => {
  document.addEventListener("click", (event) => {
    if (event.target.matches("dialog[data-fl-light]")) event.target.close();
    const button = event.target.closest("[data-fl-open],[data-fl-close],[data-fl-confirm],[data-fl-confirmed]");
    if (!button) return;
    if (button.dataset.flOpen) { event.preventDefault(); open($(button.dataset.flOpen)); }
    if ("flClose" in button.dataset) button.closest("dialog")?.close();
    if (button.dataset.flConfirm && button !== waiting) { event.preventDefault(); ask(button); }
    if ("flConfirmed" in button.dataset && waiting) { button.closest("dialog").close(); waiting.form.requestSubmit(waiting); waiting = null; }
  });
  document.addEventListener("close", (event) => { if (event.target.id === "fl-confirm" && !event.target.returnValue) setTimeout(() => { waiting = null; }); }, true);
  document.addEventListener("input", (event) => { if (event.target.matches("[data-fl-palette]") && !event.isComposing) narrow(event.target); });
  document.addEventListener("compositionend", (event) => { if (event.target.matches("[data-fl-palette]")) narrow(event.target); });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("[data-fl-palette]") || composing(event)) return;
    const list = rows(), at = list.findIndex((row) => row.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(list[(at + (event.key === "ArrowDown" ? 1 : -1) + list.length) % list.length]); }
    if (event.key === "Enter" && list[at]) { event.preventDefault(); list[at].click(); }
  });
};
