/* The grid of reaches: the gauge follows the choice, what differs from the saved state is marked and counted, many rows are set at once. */
const RANK = ["none", "own", "department", "department_tree", "all"];

const now = (input) => (input.type === "checkbox" ? (input.checked ? "1" : "") : input.value);

const show = (input) => {
  const box = input.closest(".fl-reach,.fl-tick");
  box.classList.toggle("is-dirty", now(input) !== input.dataset.was);
  if (input.type === "checkbox") return;
  box.classList.toggle("is-none", input.value === "none");
  box.querySelector(".fl-gauge").dataset.n = RANK.indexOf(input.value);
};

const cells = (form) => [...form.querySelectorAll("[data-fl-reach],[data-fl-tick]")];

/* nobody edits what they cannot see: a narrower view narrows the rest of its row, a wider edit widens the view */
const HANGING = ["edit", "delete", "transfer"];

const keepInStep = (input) => {
  const row = input.closest("tr");
  const of = (action) => row.querySelector(`td[data-fl-action=${action}] select`);
  const action = input.closest("td").dataset.flAction;
  const rank = (select) => RANK.indexOf(select.value);
  if (action === "view") HANGING.map(of).filter((other) => rank(other) > rank(input)).forEach((other) => { other.value = input.value; show(other); });
  if (HANGING.includes(action) && rank(input) > rank(of("view"))) { of("view").value = input.value; show(of("view")); }
};

const count = (form) => {
  const changes = cells(form).filter((input) => now(input) !== input.dataset.was).length;
  const line = form.querySelector("[data-fl-changed]");
  line.textContent = changes === 0 ? "" : changes === 1 ? line.dataset.one : line.dataset.many.replace("{n}", changes);
};

const setBulk = (form) => {
  const [action, value] = [form.querySelector("[data-fl-bulkaction]").value, form.querySelector("[data-fl-bulkvalue]").value];
  form.querySelectorAll("[data-fl-mxrow]:has(input[name=chosen]:checked)").forEach((row) => {
    row.querySelectorAll(action === "*" ? "td[data-fl-action]" : `td[data-fl-action="${action}"]`).forEach((cell) => {
      const input = cell.querySelector("select,input");
      if (input.type === "checkbox") input.checked = value !== "none"; else input.value = value;
      show(input);
    });
  });
  count(form);
};

export const startMatrix = () => {
  const form = document.querySelector("[data-fl-matrix]");
  if (!form) return;
  cells(form).forEach(show);
  count(form);
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input.matches("[data-fl-reach]")) keepInStep(input);
    if (input.matches("[data-fl-reach],[data-fl-tick]")) { show(input); count(form); }
    if (input.matches("[data-fl-allrows]")) form.querySelectorAll("input[name=chosen]").forEach((box) => { box.checked = input.checked; });
    form.querySelectorAll("[data-fl-mxrow]").forEach((row) => row.setAttribute("aria-selected", row.querySelector("input[name=chosen]").checked));
  });
  form.querySelector("[data-fl-bulkset]").addEventListener("click", (event) => { event.preventDefault(); setBulk(form); });
};
