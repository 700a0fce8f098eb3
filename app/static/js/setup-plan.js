/* 'Preview plan' shows the plan in a dialog; a form with mistakes is sent as usual, so that they stand beside its inputs. */
const preview = async (button) => {
  const form = button.form;
  const data = new FormData(form);
  data.set("action", "plan");
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(data), headers: { "X-Fl-Part": "plan" } });
  if (!answer.ok || answer.redirected) { button.dataset.direct = "1"; form.requestSubmit(button); return; }
  const dialog = document.querySelector("#fl-plan");
  dialog.querySelector("[data-fl-planbody]").innerHTML = await answer.text();
  dialog.querySelector("button[value=back]")?.addEventListener("click", (event) => { event.preventDefault(); dialog.close(); });
  dialog.showModal();
  dialog.querySelector("h2").focus();
};

export const startPlan = () => {
  if (!document.querySelector("#fl-plan")) return;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fl-plan]");
    if (!button || button.dataset.direct) return;
    event.preventDefault();
    preview(button);
  });
};
