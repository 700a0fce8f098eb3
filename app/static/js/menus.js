// Disclosures that float close by Esc and by a click elsewhere; parts that fold are remembered; small switches of the page.
import { $, $$, keep, kept } from "./dom.js";

const closeMenus = (except) => $$("details.fl-menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });

const toggle = (button) => {
  const part = $(button.dataset.flToggle);
  part.hidden = !part.hidden;
  button.setAttribute("aria-expanded", !part.hidden);
  keep(`fl-open:${button.dataset.flToggle}`, part.hidden ? null : "1");
};

const press = (eye) => {
  const input = $(eye.dataset.flEye), shown = input.type === "text";
  input.type = shown ? "password" : "text";
  eye.setAttribute("aria-pressed", !shown);
};

const chooseTab = (tab) => {
  for (const one of $$("[role=tab]", tab.parentElement)) {
    const on = one === tab, panel = document.getElementById(one.getAttribute("aria-controls"));
    one.setAttribute("aria-selected", on);
    one.tabIndex = on ? 0 : -1;
    if (panel) panel.hidden = !on;
  }
};

// A long table narrows to the rows that have the words.
const narrow = (input) => {
  const part = input.closest("[data-fl-narrow]"), wanted = input.value.trim().toLowerCase();
  for (const row of $$(part.dataset.flNarrow, part)) row.hidden = !row.textContent.toLowerCase().includes(wanted);
};

export const install = () => {
  for (const type of ["input", "compositionend"]) document.addEventListener(type, (event) => { if (event.target.matches("[data-fl-narrow-find]") && !event.isComposing) narrow(event.target); });
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.fl-menu"));
    const part = event.target.closest("[data-fl-toggle],[data-fl-eye],[role=tab][aria-controls]");
    if (!part) return;
    if (part.dataset.flToggle) toggle(part);
    if (part.dataset.flEye) press(part);
    if (part.getAttribute("role") === "tab") chooseTab(part);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest?.("details.fl-menu[open]");
      if (menu) { menu.open = false; $("summary", menu).focus(); event.stopImmediatePropagation(); }
    }
    if (event.target.getAttribute?.("role") === "tab" && /^Arrow(Left|Right)$/.test(event.key)) {
      const tabs = $$("[role=tab]", event.target.parentElement), step = event.key === "ArrowRight" ? 1 : -1;
      const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
      next.focus();
      next.click();
    }
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.dataset?.flFold) keep(`fl-folded:${event.target.dataset.flFold}`, event.target.open ? null : "1");
  }, true);
};

export const start = (root) => {
  for (const eye of $$("[data-fl-eye]", root)) eye.hidden = false;
  for (const section of $$("details[data-fl-fold]", root)) if (kept(`fl-folded:${section.dataset.flFold}`)) section.open = false;
  for (const button of $$("[data-fl-toggle]", root)) {
    const part = $(button.dataset.flToggle);
    if (part?.hidden && kept(`fl-open:${button.dataset.flToggle}`)) { part.hidden = false; button.setAttribute("aria-expanded", true); }
  }
  for (const box of $$("[data-fl-indeterminate]", root)) box.indeterminate = true;
};
