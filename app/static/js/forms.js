// Forms: a dirty one asks before it is left; its text is kept as a draft on this computer until it is saved or the user logs out.
import { $, $$, keep, kept, make, words } from "./dom.js";

const user = () => document.body.dataset.flUser || "";
const key = (form) => `fl-draft:${user()}:${form.dataset.flDraft}`;
const WAIT = 600;                                                  // milliseconds of rest before a draft is written
let timer = 0;

const fields = (form) => [...form.elements].filter((one) => one.name && !/^(hidden|password|file|submit)$/.test(one.type) && one.name !== "csrf_token");

const write = (form) => {
  const values = {};
  for (const one of fields(form)) {
    if (one.type === "checkbox") values[one.name] = one.checked;
    else values[one.name] = one.multiple ? [...one.selectedOptions].map((o) => [o.value, o.text]) : one.tagName === "SELECT" ? [[one.value, one.selectedOptions[0]?.text || ""]] : one.value;
  }
  keep(key(form), JSON.stringify(values));
  const state = $("[data-fl-draft-state]");
  if (state) state.textContent = words().kept;
};

const putSelect = (select, chosen) => {
  for (const [value, text] of chosen) if (![...select.options].some((o) => o.value === value)) select.append(make("option", { value }, text));
  for (const o of select.options) o.selected = chosen.some(([value]) => value === o.value);
  select.tomselect?.sync();
};

const restore = (form) => {
  const values = JSON.parse(kept(key(form)) || "{}");
  for (const one of fields(form)) {
    if (!(one.name in values)) continue;
    const value = values[one.name];
    if (one.type === "checkbox") one.checked = value;
    else if (one.tagName === "SELECT") putSelect(one, value);
    else if (one._flatpickr && value) one._flatpickr.setDate(value);
    else one.value = value;
  }
  form.dataset.dirty = "1";
};

const offer = (form) => {
  const bring = make("button", { type: "button", class: "btn fl-btn-link" }, words().restore), drop = make("button", { type: "button", class: "btn fl-btn-link" }, words().discard);
  const note = make("div", { class: "fl-note fl-note-info", role: "status" }, make("div", {}, words().draft, " ", bring, " ", drop));
  bring.addEventListener("click", () => { restore(form); note.remove(); });
  drop.addEventListener("click", () => { keep(key(form), null); note.remove(); });
  $(".fl-form", form)?.prepend(note);
};

const wipe = () => { for (const name of Object.keys(localStorage)) if (name.startsWith("fl-draft:")) keep(name, null); };

export const install = () => {
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-fl-guard]");
    if (!form) return;
    form.dataset.dirty = "1";
    if (form.dataset.flDraft) { clearTimeout(timer); timer = setTimeout(() => write(form), WAIT); }
  });
  addEventListener("beforeunload", (event) => { if ($("form[data-fl-guard][data-dirty]")) event.preventDefault(); });
  document.addEventListener("submit", (event) => {
    delete event.target.dataset.dirty;
    clearTimeout(timer);
    if (event.target.dataset.flDraft) sessionStorage.setItem("fl-sent", key(event.target));
    if ("flLogout" in event.target.dataset) wipe();
  });
};

export const start = (root) => {
  const form = $("form[data-fl-draft]", root), sent = sessionStorage.getItem("fl-sent"), failed = $(".fl-note-bad, .fl-errpage, .fl-conflict", root);
  if (sent && !failed) { keep(sent, null); sessionStorage.removeItem("fl-sent"); }      // it arrived: the draft has done its work
  if (form && !failed && kept(key(form))) offer(form);
  $("[data-fl-focus]", root)?.focus();
  for (const label of $$("a[href^='#']", $(".fl-note-bad", root) || document.createElement("p"))) {
    label.addEventListener("click", (event) => {
      const field = document.getElementById(label.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      (field.tomselect?.control_input || field).focus();
    });
  }
};
