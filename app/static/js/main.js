// The behaviour of every page: no framework, no inline code. Elements say what they want with data-fl-*; one listener per event on the document serves
// what is swapped in later, too. `fl.start(root)` dresses a new part of the page.
import * as dialogs from "./dialogs.js";
import * as filter from "./filter.js";
import * as forms from "./forms.js";
import * as keys from "./keys.js";
import * as list from "./list.js";
import * as menus from "./menus.js";
import * as parts from "./parts.js";
import * as record from "./record.js";
import * as toasts from "./toasts.js";

const start = (root = document) => {
  for (const module of [toasts, menus, list, parts, forms]) module.start(root);
};

for (const module of [dialogs, menus, list, filter, keys, forms, record]) module.install();
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) start(event.target); });
window.fl = { start, toast: toasts.toast, open: dialogs.open };
start();
