// Everything works without this file. It adds what only a script can do: copy
// to the clipboard, drop and paste a file, and say that a form is on its way.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      button.querySelector("span").textContent = button.dataset.done;
    } catch {
      source.select?.();
    }
  });
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const area of document.querySelectorAll("[data-drop]")) {
  const input = area.querySelector("input[type=file]");
  const give = (files) => {
    if (!files?.length) return;
    const one = new DataTransfer();
    one.items.add(files[0]);
    input.files = one.files;
    input.focus();
  };
  area.addEventListener("dragover", (e) => {
    e.preventDefault();
    area.classList.add("over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (e) => {
    e.preventDefault();
    area.classList.remove("over");
    give(e.dataTransfer.files);
  });
  document.addEventListener("paste", (e) => give(e.clipboardData?.files));
}

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (e) => {
    if (form.dataset.sent) e.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}
