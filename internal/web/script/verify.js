// Checking a badge without leaving the page: the documents that are waited for
// are listed as they are asked for, and the answer takes their place. With
// WebAssembly the badge can be judged here, and then nothing of it is sent.
// Without this file the form does the same with pages.
for (const form of document.querySelectorAll("form[data-check]")) {
  const words = form.dataset;
  const main = document.getElementById("main");
  const around = form.closest("section");

  const element = (name, props = {}, ...children) => {
    const e = Object.assign(document.createElement(name), props);
    e.append(...children);
    return e;
  };

  // clear takes away what an earlier check has left.
  const clear = () => {
    for (const old of main.querySelectorAll(":scope > .progress, :scope > .result, :scope > .notice, :scope > hr")) old.remove();
  };

  // progress shows what is waited for and returns what adds a step to it.
  const progress = (lead) => {
    clear();
    around.hidden = true;
    const heading = element("h1", { id: "checking", tabIndex: -1, textContent: words.checking });
    const note = element("p", { className: "lead", textContent: lead });
    const list = element("ol", { className: "card list", hidden: true });
    list.setAttribute("aria-live", "polite");
    list.setAttribute("aria-label", words.list);
    const section = element("section", { className: "progress stack" }, heading, note, list);
    section.setAttribute("aria-labelledby", "checking");
    main.prepend(section);
    heading.focus();
    const open = new Map();
    return (step) => {
      note.textContent = words.wait;
      list.hidden = false;
      const [tone, word] = !step.answered ? ["", words.asked] : step.failed ? ["wait", words.failed] : ["good", words.answered];
      const chip = element("span", { className: "chip " + tone, textContent: word });
      const line = open.get(step.url);
      if (line) {
        line.lastChild.replaceWith(chip);
        open.delete(step.url);
        return;
      }
      const url = step.url.length > 120 ? step.url.slice(0, 120) + "…" : step.url;
      const item = element("li", {}, element("bdi", { className: "mono small", dir: "ltr", textContent: url }), chip);
      if (!step.answered) open.set(step.url, item);
      list.append(item);
    };
  };

  // again offers the form below what was found.
  const again = () => {
    around.hidden = false;
    document.getElementById("check").replaceWith(element("h2", { id: "check", textContent: words.another }));
    document.getElementById("verdict").focus();
    delete words.sent;
  };

  // show puts the answer where the progress was. It was made by our templates.
  const show = ({ title, html }) => {
    clear();
    const parsed = new DOMParser().parseFromString(html, "text/html");
    main.prepend(...parsed.body.childNodes, element("hr", { className: "unprinted" }));
    document.title = title + document.title.slice(document.title.lastIndexOf(" · "));
    for (const button of main.querySelectorAll("button[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
    again();
  };

  const fail = (text) => {
    clear();
    const heading = element("h1", { id: "verdict", tabIndex: -1, textContent: words.late });
    main.prepend(element("section", { className: "result notice bad" }, heading, element("p", { textContent: text })));
    again();
  };

  // remark says what is wrong with a field, as the page does that comes back from the
  // server, and leaves the form as it is.
  const remark = (field, text) => {
    unmark();
    const line = element("p", { className: "remark bad", id: field.id + "-fault" }, element("span", { textContent: text }));
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", ((field.getAttribute("aria-describedby") ?? "") + " " + line.id).trim());
    field.after(line);
    const box = element("div", { className: "notice bad", tabIndex: -1 },
      element("p", {}, element("b", { textContent: here.dataset.wrong })),
      element("ul", {}, element("li", {}, element("a", { href: "#" + field.id, textContent: text }))));
    box.setAttribute("role", "alert");
    for (const old of main.querySelectorAll(":scope > .notice")) old.remove();
    main.prepend(box);
    box.focus();
  };

  // unmark takes away what remark has left.
  const unmark = () => {
    for (const line of form.querySelectorAll(".remark")) {
      const field = form.querySelector(`[aria-describedby~="${line.id}"]`);
      if (field) {
        field.removeAttribute("aria-invalid");
        field.setAttribute("aria-describedby", field.getAttribute("aria-describedby").replace(line.id, "").trim());
      }
      line.remove();
    }
  };

  // refusals are what a server says that has no room for what was sent. Sending it again
  // would take from what there is.
  const refusals = [413, 429, 503];

  // said returns the sentence of an answer that is no report.
  const said = async (answer) => {
    const kind = answer.headers.get("Content-Type") ?? "";
    if (kind.startsWith("application/problem+json")) return (await answer.json()).detail;
    if (!kind.startsWith("text/html")) return "";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const line = page.querySelector("#main .notice li") ?? page.querySelector("#main .notice p, #main .lead");
    return line?.textContent.trim();
  };

  // events reads server-sent events from an answer.
  async function* events(answer) {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += value;
      for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end));
        yield { name, data: JSON.parse(data) };
      }
    }
  }

  form.addEventListener("submit", async (e) => {
    if (e.defaultPrevented || !globalThis.TextDecoderStream) return;
    e.preventDefault();
    let step;
    const begin = () => step ??= progress(words.wait);
    const soon = setTimeout(begin, 400); // an answer at once is shown at once
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "text/event-stream" } });
      if (refusals.includes(answer.status)) return fail(await said(answer).catch(() => "") || words.refused);
      if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/event-stream")) throw answer.status;
      begin();
      for await (const { name, data } of events(answer)) {
        if (name === "step") step(data);
        else if (name === "report") return show(data);
        else if (name === "problem") return fail(data.text);
      }
      throw 0;
    } catch {
      if (step) clear();
      form.submit(); // the page says what is wrong
    } finally {
      clearTimeout(soon);
    }
  });

  // ---- on this device
  const here = form.querySelector("button[data-local]");
  if (!here || !globalThis.WebAssembly?.instantiateStreaming) continue;
  here.hidden = false;
  document.getElementById("local-help").hidden = false;

  let program;
  const load = () => program ??= (async () => {
    await new Promise((resolve, reject) => document.head.append(element("script", { src: here.dataset.runner, onload: resolve, onerror: reject })));
    const go = new Go();
    const { instance } = await WebAssembly.instantiateStreaming(fetch(here.dataset.module), go.importObject);
    go.run(instance); // it goes on as long as the page
  })();

  // brought returns the badge in the form as bytes, or nothing.
  const brought = async () => {
    const file = form.elements.file.files[0];
    if (file) return new Uint8Array(await file.arrayBuffer());
    const address = form.elements.address.value.trim();
    const text = form.elements.text.value.trim() || (/^(data:|\{|<(svg|\?xml|!)|eyJ)/.test(address) ? address : "");
    return text && new TextEncoder().encode(text);
  };

  here.addEventListener("click", async () => {
    const size = form.elements.file.files[0]?.size ?? 0;
    if (size > Number(here.dataset.most)) return remark(form.elements.file, here.dataset.large);
    const badge = await brought();
    if (!badge) return remark(form.elements.file, here.dataset.none);
    if (badge.length > Number(here.dataset.most)) return remark(form.elements.text, here.dataset.large);
    unmark();
    const step = progress(here.dataset.loading);
    try {
      await load();
      const shown = await blazonShow(badge, {
        recipient: form.elements.recipient.value.trim(), explain: form.elements.explain.checked, refresh: form.elements.refresh.checked,
        language: navigator.languages.join(","), base: location.origin,
        step: (url, answered, failed) => step({ url, answered, failed }),
      });
      show(JSON.parse(shown));
    } catch {
      program = undefined;
      fail(here.dataset.broken);
    }
  });
}
