// Parts of others, fetched only where an element asks for them: Tom Select (data-fl-select, data-fl-lookup), flatpickr (data-fl-date), Sortable (data-fl-sort).
import { dress } from "./dates.js";
import { $$, make, words } from "./dom.js";

const VENDOR = new URL("../vendor/", import.meta.url);
const fetched = new Map();

const script = (name) => {
  if (!fetched.has(name)) {
    fetched.set(name, new Promise((done, failed) => {
      const element = make("script", { src: new URL(name, VENDOR).href });
      element.addEventListener("load", done);
      element.addEventListener("error", failed);
      document.head.append(element);
    }));
  }
  return fetched.get(name);
};

const style = (name) => {
  if (fetched.has(name)) return;
  fetched.set(name, true);
  // Before ours, so that our rules win.
  document.querySelector("link[href*='/css/tokens']").before(make("link", { rel: "stylesheet", href: new URL(name, VENDOR).href }));
};

// The box that is typed into says what the select said; the select itself is hidden from everybody.
const describe = (select, control) => {
  for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) if (select.hasAttribute(name)) control.setAttribute(name, select.getAttribute(name));
  select.removeAttribute("aria-describedby");
  select.setAttribute("aria-hidden", "true");
};

const common = (select) => ({
  plugins: select.multiple ? ["remove_button"] : ["clear_button"].filter(() => !select.required),
  maxOptions: null,
  placeholder: select.dataset.placeholder || select.getAttribute("placeholder") || undefined,
  render: { no_results: () => make("div", { class: "no-results" }, words().none) },
});

const choice = async (select) => {
  await script("tom-select.complete.min.js");
  if (select.tomselect || !select.isConnected) return;
  const box = new window.TomSelect(select, common(select));
  describe(select, box.control_input);
};

// Names are searched on the server: never the whole table. Nothing is asked while an IME composes.
const lookup = async (select) => {
  await script("tom-select.complete.min.js");
  if (select.tomselect || !select.isConnected) return;
  let writing = false;
  const load = async (text, done) => {
    try {
      const url = new URL(select.dataset.flLookup, location.href);
      url.searchParams.set("q", text);
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      box.clearOptions();
      done(found.results.map((one) => ({ value: String(one.id), text: one.label, note: one.note || "" })));
    } catch {
      done();
    }
  };
  const row = (data) => make("div", {}, data.text, data.note ? make("span", { class: "fl-s fl-mut" }, ` ${data.note}`) : "");
  const box = new window.TomSelect(select, {
    ...common(select), valueField: "value", labelField: "text", searchField: [], preload: "focus", load, loadThrottle: 200,
    score: () => () => 1, shouldLoad: () => !writing,
    render: {
      option: row, item: (data) => make("div", {}, data.text),
      no_results: () => make("div", { class: "no-results" }, words().none),
      loading: () => make("div", { class: "no-results" }, words().loading),
      not_loading: () => make("div", { class: "no-results" }, words().search),
    },
  });
  box.wrapper.classList.add("fl-lookup");
  box.control_input.addEventListener("compositionstart", () => { writing = true; });
  box.control_input.addEventListener("compositionend", () => { writing = false; box.load(box.control_input.value); });
  describe(select, box.control_input);
};

const LOCALES = { "zh-Hans": ["zh.js", "zh"], "zh-Hant": ["zh-tw.js", "zh_tw"] };

const calendar = async (input) => {
  await script("flatpickr.min.js");
  const [file, locale] = LOCALES[document.documentElement.lang] || [];
  if (file) await script(file);
  if (!input._flatpickr && input.isConnected) dress(input, locale);
  if (document.activeElement === input) input._flatpickr?.open();  // clicked before the calendar was there
};

const sortable = async (list) => {
  await script("Sortable.min.js");
  window.Sortable.create(list, { handle: list.dataset.flSort || undefined, group: list.dataset.flGroup, animation: 120, ghostClass: "is-ghost" });
};

export const start = (root) => {
  const selects = $$("select[data-fl-select]", root), lookups = $$("select[data-fl-lookup]", root), dates = $$("[data-fl-date]", root);
  if (selects.length || lookups.length) style("tom-select.bootstrap5.min.css");
  if (dates.length) style("flatpickr.min.css");
  selects.forEach(choice);
  lookups.forEach(lookup);
  dates.forEach(calendar);
  $$("[data-fl-sort]", root).forEach(sortable);
};
