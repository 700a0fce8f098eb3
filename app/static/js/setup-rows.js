/* Tables whose rows have an order: by drag, by Alt+arrows on the grip, and for options a new row without a round trip. The order is what the
   form sends, so saving is the form's own button. */
const changed = (body) => {
  const bar = body.closest("form")?.querySelector("[data-fl-orderbar]");
  if (bar) bar.hidden = false;
  const form = body.closest("form[data-fl-guard]");
  if (form) form.dataset.dirty = "1";
};

const step = (row, direction) => {
  const other = direction < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (direction < 0) other.before(row); else other.after(row);
};

const onKey = (event) => {
  const grip = event.target.closest?.(".fl-grip");
  const direction = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const body = grip?.closest("[data-fl-sortrows]");
  if (!body || !event.altKey || !direction) return;
  event.preventDefault();
  step(grip.closest("tr"), direction);
  grip.focus();
  changed(body);
};

/* up and down of the options save a round trip; those of the fields are buttons of their own form */
const onClick = (event) => {
  const button = event.target.closest("button[name=action]");
  const move = /^(up|down):/.exec(button?.value ?? "");
  if (move && button.closest("[data-fl-options]")) {
    event.preventDefault();
    step(button.closest("tr"), move[1] === "up" ? -1 : 1);
    button.focus();
    changed(button.closest("tbody"));
  }
  if (event.target.closest("[data-fl-addoption]")) { event.preventDefault(); addOption(); }
};

const addOption = () => {
  const body = document.querySelector("[data-fl-options] tbody");
  const rows = [...body.children];
  const number = Math.max(...rows.map((row) => Number(/\d+/.exec(row.querySelector("[name]").name)[0]))) + 1;
  const copy = rows.at(-1).cloneNode(true);
  const old = /\d+/.exec(copy.querySelector("[name]").name)[0];
  copy.querySelectorAll("[name]").forEach((input) => {
    if (input.name === "action") { input.value = input.value.replace(/\d+/, number); return; }
    input.name = input.name.replace(/\d+/, number);
    input.setAttribute("aria-label", (input.getAttribute("aria-label") ?? "").replace(old, number));
    delete input.dataset.touched;
    if (input.type === "checkbox") input.checked = input.name.endsWith(".active");
    else if (input.tagName === "SELECT") { input.selectedIndex = (number + 1) % input.options.length; input.dispatchEvent(new Event("change", { bubbles: true })); }
    else input.value = "";
    if (input.name.endsWith(".value")) { input.readOnly = false; input.dataset.flName = ""; }
  });
  body.append(copy);
  const color = copy.querySelector("[data-fl-color]");
  color.closest(".fl-colorpick").querySelector("[data-fl-dot]").className = `fl-opt d-${color.value}`;
  copy.querySelector("[data-fl-suggest]").focus();
};

/* Enter in the last option's label makes the next one instead of saving half a list */
const onEnter = (event) => {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || !event.target.matches?.("[data-fl-option] [data-fl-suggest]")) return;
  event.preventDefault();
  const next = event.target.closest("tr").nextElementSibling;
  if (next) next.querySelector("[data-fl-suggest]").focus(); else if (event.target.value) addOption();
};

export const startRows = () => {
  document.addEventListener("keydown", onKey);
  document.addEventListener("keydown", onEnter);
  document.addEventListener("click", onClick);
  if (!window.Sortable) return;
  document.querySelectorAll("[data-fl-sortrows]").forEach((body) => window.Sortable.create(body, { handle: ".fl-grip", animation: 120, ghostClass: "is-ghost", onEnd: () => changed(body) }));
};
