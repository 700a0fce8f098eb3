/* The grid of new fields: a line more as soon as the last one is used, inputs that fit the type, a pasted column of labels becomes lines. */
import { proposeSoon } from "./setup-suggest.js";

const fit = (line) => {
  const type = line.querySelector("[data-fl-linetype]").selectedOptions[0];
  line.querySelector("[data-fl-lineoptions]").hidden = !type?.hasAttribute("data-options");
  line.querySelector("[data-fl-linetarget]").hidden = !type?.hasAttribute("data-target");
};

const lines = (table) => [...table.querySelectorAll("[data-fl-line]")];

const label = (line) => line.querySelector("[data-fl-suggest]");

const add = (table) => {
  const all = lines(table);
  const last = all.at(-1);
  const number = Math.max(...all.map((line) => Number(/\d+/.exec(label(line).name)[0]))) + 1;
  const copy = last.cloneNode(true);
  copy.classList.remove("is-bad");
  copy.querySelectorAll("[name]").forEach((input) => {
    const old = /\d+/.exec(input.name)[0];
    input.name = input.name.replace(/\d+/, number);
    input.setAttribute("aria-label", (input.getAttribute("aria-label") ?? "").replace(old, number));
    delete input.dataset.touched;
    if (input.type === "checkbox") input.checked = false; else if (input.tagName === "SELECT") input.selectedIndex = 0; else input.value = "";
  });
  copy.querySelector(".fl-badge")?.remove();
  last.after(copy);
  const type = copy.querySelector("[data-fl-linetype]");
  type.value = "text";
  fit(copy);
  return copy;
};

const remove = (line) => {
  const table = line.closest("table");
  if (line.nextElementSibling?.classList.contains("fl-lineerr")) line.nextElementSibling.remove();
  if (lines(table).length === 1) add(table);
  line.remove();
  label(lines(table)[0]).focus();
};

const paste = (event, input) => {
  const texts = (event.clipboardData?.getData("text/plain") ?? "").split(/\r?\n/).map((text) => text.split("\t")[0].trim()).filter(Boolean);
  if (texts.length < 2) return;
  event.preventDefault();
  const table = input.closest("table");
  let at = lines(table).indexOf(input.closest("[data-fl-line]"));
  for (const text of texts) {
    const line = lines(table)[at] ?? add(table);
    label(line).value = text;
    proposeSoon(label(line));
    at += 1;
  }
  if (lines(table).length === at) add(table);
};

/* Enter goes down, as in a spreadsheet; the form is sent by its button or Ctrl+S */
const onEnter = (event) => {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || event.target.tagName !== "INPUT" || event.target.type === "checkbox") return;
  event.preventDefault();
  const table = event.target.closest("table");
  const all = lines(table);
  label(all[all.indexOf(event.target.closest("[data-fl-line]")) + 1] ?? add(table)).focus();
};

export const startLines = () => {
  const table = document.querySelector("[data-fl-lines]");
  if (!table) return;
  lines(table).forEach(fit);
  table.querySelectorAll("[data-fl-removeline]").forEach((button) => { button.hidden = false; });
  const more = document.querySelector("[data-fl-addline]");
  more.hidden = false;
  more.addEventListener("click", () => label(add(table)).focus());
  table.addEventListener("change", (event) => { if (event.target.matches("[data-fl-linetype]")) fit(event.target.closest("[data-fl-line]")); });
  table.addEventListener("input", (event) => {
    if (event.target.matches("[data-fl-suggest]") && event.target.value && event.target.closest("[data-fl-line]") === lines(table).at(-1)) add(table);
  });
  table.addEventListener("keydown", onEnter);
  table.addEventListener("paste", (event) => { if (event.target.matches("[data-fl-suggest]")) paste(event, event.target); });
  table.addEventListener("click", (event) => { const button = event.target.closest("[data-fl-removeline]"); if (button) remove(button.closest("[data-fl-line]")); });
};
