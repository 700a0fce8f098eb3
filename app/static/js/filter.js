// The filter panel: rows of field, comparison and value. It writes the list's arguments (field__operator=value) into the address and goes there.
import { $, $$, make, sign, words } from "./dom.js";
import { start as dress } from "./parts.js";

const panel = () => $("#fl-builder");
const read = () => JSON.parse($("[data-fl-fields]", panel()).textContent);
const option = (value, label, chosen) => make("option", { value, selected: value === chosen }, label);

const yesNo = (attributes, value) => make("select", { ...attributes, class: "form-select fl-in-s" }, option("true", words().yes, value), option("false", words().no, value));

const chosenAmong = (attributes, field, operator, value) => {
  const many = operator === "in" || operator === "contains", chosen = many ? value.split(",") : [value];
  const select = make("select", { ...attributes, class: "form-select fl-in-s", multiple: many, "data-fl-select": many || field.options.length > 12 });
  if (!many) select.append(option("", "", value));
  for (const [code, label] of field.options) select.append(make("option", { value: code, selected: chosen.includes(code) }, label));
  return select;
};

const searched = (attributes, field, operator, value, label) => {
  const many = operator === "in", ids = value ? (many ? value.split(",") : [value]) : [], labels = label && ids.length === 1 ? [label] : (label || "").split(/[,，、]\s*/);
  const select = make("select", { ...attributes, class: "form-select fl-in-s", multiple: many, "data-fl-lookup": field.choices });
  if (!many) select.append(option("", "", value));
  ids.forEach((id, i) => select.append(make("option", { value: id, selected: true }, labels[i] || id)));
  return select;
};

const control = (field, operator, value, label) => {
  const attributes = { "aria-label": words().value, "data-fl-value": true };
  if (!fab() && (operator === "null" || field.input === "boolean")) return yesNo(attributes, value || "true");
  const listed = ["eq", "ne", "in"].includes(operator) || (operator === "contains" && field.input === "select");
  if (field.input === "select" && (listed || fab())) return chosenAmong(attributes, field, operator, value);
  if (field.input === "lookup" && listed) return searched(attributes, field, operator, value, label);
  const date = ["date", "datetime", "time"].includes(field.input) && operator !== "in" ? field.input : false;
  return make("input", { ...attributes, class: "form-control fl-in-s", value, type: "text", "data-fl-date": date, inputmode: field.input === "number" ? "decimal" : false, autocomplete: "off" });
};

const addRow = (data, { field: name, operator, value = "", label = "" } = {}) => {
  const fields = make("select", { class: "form-select fl-in-s", "aria-label": words().field }, ...data.fields.map((one) => option(one.name, one.label, name)));
  const operators = make("select", { class: "form-select fl-in-s", "aria-label": words().operator });
  const place = make("div", { class: "fl-cond-value" });
  const remove = make("button", { type: "button", class: "btn fl-btn-icon fl-btn-ghost fl-btn-s", "aria-label": words().remove, title: words().remove }, sign("fa-xmark"));
  const row = make("div", { class: "fl-cond" }, make("span", { class: "fl-join" }), make("div", { class: "fl-cond-row" }, fields, operators, place), remove);
  const current = () => data.fields.find((one) => one.name === fields.value);
  const ask = (text, words) => { place.replaceChildren(control(current(), operators.value, text, words)); dress(place); };
  const compare = (chosen) => operators.replaceChildren(...current().operators.map(([code, text]) => option(code, text, chosen)));
  compare(operator);
  fields.addEventListener("change", () => { compare(); ask(""); });
  operators.addEventListener("change", () => ask(read1(place)));
  remove.addEventListener("click", () => { row.remove(); joins(); });
  $("[data-fl-conditions]", panel()).append(row);
  ask(value, label);
  joins();
  return row;
};

const read1 = (place) => {
  const input = $("[data-fl-value]", place);
  if (!input) return "";
  return input.multiple ? [...input.selectedOptions].map((one) => one.value).join(",") : input.value.trim();
};

const joins = () => $$(".fl-cond > .fl-join", panel()).forEach((join, i) => { join.textContent = i ? words().and : words().when; });

// FAB's pages write _flt_<operator>_<field>; ours field__operator, or the field alone for "is".
const fab = () => panel().dataset.arguments === "fab";
const argument = (field, operator) => (fab() ? `_flt_${operator}_${field}` : operator === "eq" ? field : `${field}__${operator}`);
const isOurs = (name, names) => (fab() ? /^(_flt_|page_)/.test(name) : names.has(name.split("__")[0]) || ["page", "after", "before", "count"].includes(name));

const apply = (data) => {
  const names = new Set(data.fields.map((one) => one.name)), found = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(location.search)) if (name !== "lang" && !isOurs(name, names)) found.append(name, value);
  for (const row of $$(".fl-cond", panel())) {
    const [field, operator] = $$("select", $(".fl-cond-row", row)).map((select) => select.value), value = read1(row);
    if (value !== "") found.append(argument(field, operator), value);
  }
  const text = found.toString();
  go(panel().dataset.action + (text ? `?${text}` : ""));
};

// htmx swaps the list alone where it is there; without it the whole page is loaded.
const go = (href) => {
  if (!window.htmx || !$("#fl-list")) { location.href = href; return; }
  const link = make("a", { href, hidden: true });
  $("#fl-list").append(link);
  window.htmx.process(link);
  link.click();
};

const show = (more) => {
  const data = read(), rows = $("[data-fl-conditions]", panel());
  panel().hidden = false;
  $$("[data-fl-filter=add]").forEach((button) => button.setAttribute("aria-expanded", true));
  if (!rows.children.length) data.rows.forEach((one) => addRow(data, one));
  if (more || !rows.children.length) addRow(data);
  $("select", rows.lastElementChild)?.focus();
};

const hide = () => {
  panel().hidden = true;
  for (const button of $$("[data-fl-filter=add]")) { button.setAttribute("aria-expanded", false); button.focus(); }
};

export const install = () => {
  document.addEventListener("click", (event) => {
    const door = event.target.closest("[data-fl-filter]");
    if (door) {
      event.preventDefault();
      if (door.dataset.flFilter === "close") hide();
      else show(door.dataset.flFilter === "add");
    }
    if (event.target.closest("[data-fl-condition]")) $("select", addRow(read()))?.focus();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#fl-builder")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    apply(read());
  }, true);
};
