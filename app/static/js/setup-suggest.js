/* While a label is typed, its API name (and, for an object, the label for several) is proposed, until somebody writes one by hand. */
const WAIT = 200;
const timers = new WeakMap();

const nameInput = (label) => (label.closest("tr") ?? label.form).querySelector("[data-fl-name]");

const mine = (input) => input && !input.dataset.touched;

const taken = (input) => [...input.form.querySelectorAll("[data-fl-name]")].filter((other) => other !== input && other.value).map((other) => other.value);

const objectName = () => /^\/setup\/objects\/([a-z0-9_]+)\/fields\//.exec(location.pathname)?.[1] ?? "";

const propose = async (label) => {
  const name = nameInput(label);
  const several = label.form.querySelector("[data-fl-plural]");
  const wantsPlural = label.dataset.flSuggest === "object" && mine(several);
  if (!mine(name) && !wantsPlural) return;
  const asked = label.value;
  const query = new URLSearchParams({ kind: label.dataset.flSuggest, label: label.value, object: objectName(), taken: name ? taken(name).join(",") : "" });
  const answer = await fetch(`/setup/suggest?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { name: proposed, plural } = await answer.json();
  if (label.value !== asked) return;                               // an older answer that came late
  if (mine(name)) name.value = label.value.trim() ? proposed : "";
  if (wantsPlural) several.value = plural;
};

export const proposeSoon = (label) => {
  clearTimeout(timers.get(label));
  timers.set(label, setTimeout(() => propose(label), WAIT));
};

export const startSuggestions = () => {
  document.querySelectorAll("[data-fl-name],[data-fl-plural]").forEach((input) => { if (input.value) input.dataset.touched = "1"; });
  document.querySelectorAll("[data-fl-suggest]").forEach((label) => { if (label.value && nameInput(label)?.value === "") proposeSoon(label); });  // typed before this ran
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (input.matches("[data-fl-name],[data-fl-plural]")) { if (input.value) input.dataset.touched = "1"; else delete input.dataset.touched; }
    if (input.matches("[data-fl-suggest]") && !event.isComposing) proposeSoon(input);
  });
  document.addEventListener("compositionend", (event) => { if (event.target.matches?.("[data-fl-suggest]")) proposeSoon(event.target); });
};
