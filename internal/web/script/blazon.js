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

// A drawing follows its choices: the form is sent as its own button "Show the
// drawing" would send it, and only the drawing is taken from the answer.
for (const area of document.querySelectorAll("[data-lively]")) {
  const name = area.dataset.lively;
  const form = area.closest("form");
  let asked = 0;
  let timer;
  const show = async () => {
    const mine = ++asked;
    const fields = new FormData(form);
    fields.set("do", "preview");
    for (const [key, value] of [...fields]) if (value instanceof File) fields.delete(key);
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields });
      if (!answer.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(`[data-live="${name}"]`);
      if (fresh && mine === asked) area.querySelector(`[data-live="${name}"]`).replaceChildren(...fresh.children);
    } catch {
      // the button still does it
    }
  };
  const soon = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(show, delay);
  };
  area.addEventListener("change", () => soon(0));
  area.addEventListener("input", () => soon(400));
}
