"use strict";
(() => {
  document.documentElement.classList.add("js");
  const STATES = ["open", "undecided", "accepted", "transferred", "mitigated", "not-applicable"];

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "do") element.addEventListener("click", value);
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  const start = (section) => {
    const data = JSON.parse(section.querySelector(".data").textContent);
    const stage = section.querySelector(".stage");
    const svg = stage.querySelector("svg");
    const panel = section.querySelector(".panel");
    const form = section.querySelector("form");
    const status = form.querySelector("[role=status]");
    const drawn = new Map();
    for (const one of svg.querySelectorAll("[data-card]")) drawn.set("c" + one.dataset.card, one);
    for (const one of svg.querySelectorAll("[data-flow]")) drawn.set("l" + one.dataset.flow, one);
    const labels = [...svg.querySelectorAll("[data-lines]")];
    const rows = [...section.querySelectorAll("tr[data-threat]")];

    // Where a target is drawn: itself, and what it is found in at the end of a flow.
    const keys = (target) => [data.places[target[0]][1], ...target.slice(4)].filter(Boolean);
    // What attacks each thing that is drawn: threats with their targets.
    const at = new Map();
    data.threats.forEach((threat, number) => {
      for (const target of threat.targets) {
        for (const key of keys(target)) {
          if (!at.has(key)) at.set(key, []);
          at.get(key).push([number, target]);
        }
      }
    });
    const ends = (key) => (key[0] === "l" ? data.lines[key.slice(1)].ends.map((end) => "c" + end) : []);
    const withEnds = (all) => new Set([...all].flatMap((key) => [key, ...ends(key)]));

    const value = (name) => (form.elements[name] ? form.elements[name].value : "");
    const wanted = (threat) =>
      (!value("actor") || threat.actors.includes(value("actor"))) && (!value("stride") || threat.stride === value("stride"));
    const wantedTarget = (target) => !value("state") || STATES[target[1]] === value("state");

    // The filters in words.
    const said = (...names) => names.filter(value).map((name) => {
      const field = form.elements[name];
      return field.options[field.selectedIndex].text;
    }).join(", ");

    let chosen = "";
    let shown = -1;
    // The flows of a label that several share.
    let many = [];
    const mark = () => {
      const filtered = ["actor", "stride", "state"].some(value);
      const certainty = value("certainty");
      let hits = null;
      if (chosen) {
        // What is chosen, what leads to it and from it, and what is at the other end.
        hits = new Set([chosen]);
        data.lines.forEach((line, number) => {
          if ("l" + number !== chosen && !line.ends.some((end) => "c" + end === chosen)) return;
          hits.add("l" + number);
          for (const end of line.ends) hits.add("c" + end);
        });
      } else if (many.length) {
        hits = withEnds(many);
      } else if (shown >= 0 || filtered) {
        const all = shown >= 0 ? [data.threats[shown]] : data.threats.filter(wanted);
        hits = new Set(all.flatMap((threat) => threat.targets.filter(wantedTarget).flatMap(keys)));
      }
      const lit = hits ? hits.size : 0;
      // A flow stands between its ends. Of a threat of which nothing is drawn nothing stands out.
      hits = hits && (lit || shown < 0) ? withEnds(hits) : null;
      for (const [key, element] of drawn) {
        const sure = !certainty || key[0] === "c" || data.lines[key.slice(1)].certainty === certainty;
        element.classList.toggle("m-hit", sure && (!hits || hits.has(key)));
        element.classList.toggle("m-chosen", key === chosen);
      }
      for (const label of labels) {
        label.classList.toggle("m-hit", label.dataset.lines.split(" ").some((line) => drawn.get("l" + line).classList.contains("m-hit")));
      }
      svg.classList.toggle("m-focus", Boolean(hits) || Boolean(certainty));
      let left = 0;
      rows.forEach((row, number) => {
        const threat = data.threats[number];
        row.hidden = !(wanted(threat) && (!value("state") || threat.targets.some(wantedTarget) || STATES[threat.state] === value("state")));
        row.setAttribute("aria-current", String(number === shown));
        if (!row.hidden) left += 1;
      });
      const where = lit ? `, at ${lit} ${lit === 1 ? "thing" : "things"} of the picture` : ", at nothing that is drawn";
      status.textContent = `${left} of ${rows.length} threats` + ((filtered || shown >= 0) && !chosen ? where : "");
    };

    // What the page lists is told there, with its fix.
    const listed = (id) => {
      const parts = [...document.getElementById(id).querySelector("summary").childNodes].map((part) => part.cloneNode(true));
      return make("li", {}, ...parts, " ", make("a", { href: `#${id}` }, "more"));
    };
    const finding = (number) => {
      const one = data.findings[number];
      if (typeof one === "string") return listed(one);
      const item = make("li", {}, make("b", {}, one.severity), ` ${one.message} `, make("code", {}, one.place));
      if (one.state !== "open") item.append(make("span", { class: "soft" }, ` (${one.state})`));
      item.append(" ", make("span", { class: "soft" }, one.check));
      if (one.fix >= 0) {
        const fix = make("details", {}, make("summary", {}, "How to fix it"), make("pre", {}, data.fixes[one.fix]));
        item.append(fix);
      }
      return item;
    };
    const link = (text, action) => make("button", { type: "button", class: "link", do: action }, text);
    const told = (heading, items) => (items.length ? [make("h3", {}, heading), make("ul", {}, ...items)] : []);
    const fill = (...parts) => {
      panel.replaceChildren(...parts);
      panel.scrollTop = 0;
    };

    const choose = (key) => {
      chosen = key;
      shown = -1;
      many = [];
      const one = key[0] === "c" ? data.cards[key.slice(1)] : data.lines[key.slice(1)];
      const parts = [make("h2", {}, one.name), make("p", {}, make("code", {}, one.id))];
      const states = new Map();
      for (const [number, target] of at.get(key) ?? []) {
        if (!wanted(data.threats[number]) || !wantedTarget(target)) continue;
        const state = STATES[target[1]];
        if (!states.has(state)) states.set(state, []);
        states.get(state).push([number, target]);
      }
      for (const state of STATES.filter((state) => states.has(state))) {
        const items = states.get(state).map(([number, target]) => {
          const item = make("li", {}, link(data.threats[number].title, () => show(number)));
          if (one.members > 1) item.append(make("span", { class: "soft" }, ` at ${data.places[target[0]][0]}`));
          if (target[2] >= 0) item.append(make("span", { class: "soft" }, `: ${data.reasons[target[2]]}`));
          if (target[3].length) item.append(make("ul", {}, ...target[3].map(finding)));
          return item;
        });
        const heading = make("h3", { class: state }, `${state.replace("-", " ")} (${items.length})`);
        parts.push(heading, make("ul", {}, ...items));
      }
      if (!states.size) parts.push(make("p", {}, at.has(key) ? `No threat to it is among: ${said("state", "actor", "stride")}.` : "No threat is about it."));
      if (key[0] === "c") {
        const flows = data.lines.map((line, number) => [line, number]).filter(([line]) => line.ends.includes(Number(key.slice(1))));
        parts.push(...told("Flows", flows.map(([line, number]) => make("li", {}, link(line.name, () => choose("l" + number))))));
      } else {
        parts.push(...told("Ends", one.ends.map((end) => make("li", {}, link(data.cards[end].name, () => choose("c" + end))))));
      }
      parts.push(...told("Not known", one.unknown.map((text) => make("li", {}, text))));
      parts.push(...told("In the code", one.evidence.map((text) => make("li", {}, make("code", {}, text)))));
      fill(...parts);
      mark();
      status.textContent = one.name;
    };

    const show = (number) => {
      shown = number;
      chosen = "";
      many = [];
      const threat = data.threats[number];
      const parts = [make("h2", {}, threat.title), make("p", { class: "soft" }, `${threat.id} · ${threat.category} · ${threat.actors.join(", ")}`)];
      const some = threat.targets.filter(wantedTarget);
      if (threat.reason) parts.push(make("p", {}, `Not applicable: ${threat.reason}.`));
      else if (!threat.targets.length) parts.push(make("p", {}, "Nothing that it attacks is there."));
      else if (!some.length) parts.push(make("p", {}, `Nothing that it attacks is ${said("state")}.`));
      else if (!some.some((target) => keys(target).length)) parts.push(make("p", {}, "What it attacks is not drawn in the picture."));
      for (const [state, word] of STATES.entries()) {
        const targets = threat.targets.filter((target) => target[1] === state && wantedTarget(target));
        if (!targets.length) continue;
        const items = targets.slice(0, 200).map((target) => {
          const [name, key] = data.places[target[0]];
          const item = make("li", {}, key ? link(name, () => choose(key)) : name);
          if (target[2] >= 0) item.append(make("span", { class: "soft" }, `: ${data.reasons[target[2]]}`));
          if (target[3].length) item.append(make("ul", {}, ...target[3].map(finding)));
          return item;
        });
        if (targets.length > 200) items.push(make("li", {}, `${targets.length - 200} more`));
        parts.push(make("h3", { class: word }, `${word.replace("-", " ")} (${targets.length})`), make("ul", {}, ...items));
      }
      fill(...parts);
      mark();
    };

    // A label that several flows share shows which these are.
    const choosy = (lines) => {
      if (lines.length === 1) return choose(lines[0]);
      chosen = "";
      shown = -1;
      many = lines;
      const items = lines.map((line) => make("li", {}, link(data.lines[line.slice(1)].name, () => choose(line))));
      fill(make("h2", {}, `${lines.length} flows`), make("ul", {}, ...items));
      mark();
    };

    const clear = () => {
      chosen = "";
      shown = -1;
      many = [];
      fill(make("p", { class: "soft" }, "Choose something of the picture, or a threat below it."));
      mark();
    };

    // Zoom and pan: the part of the picture that is seen.
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    let seen = { x: 0, y: 0, width, height };
    // A finger scrolls the page until somebody came nearer: then it moves the picture.
    const look = () => {
      svg.setAttribute("viewBox", `${seen.x} ${seen.y} ${seen.width} ${seen.height}`);
      stage.classList.toggle("is-near", seen.width < width);
    };
    const zoom = (factor, x = seen.x + seen.width / 2, y = seen.y + seen.height / 2) => {
      if (factor < 1 && stage.classList.contains("is-whole")) {
        stage.classList.remove("is-whole");
        if (svg.clientWidth > stage.clientWidth) return;
      }
      const wide = Math.min(width * 1.5, Math.max(120, seen.width * factor));
      const by = wide / seen.width;
      seen = { x: x - (x - seen.x) * by, y: y - (y - seen.y) * by, width: wide, height: seen.height * by };
      look();
    };
    const pan = (x, y) => {
      seen.x += x;
      seen.y += y;
      look();
    };
    // All of it is as wide as the page; at first it is as wide as its texts can be read.
    const whole = () => {
      seen = { x: 0, y: 0, width, height };
      stage.classList.add("is-whole");
      look();
    };
    const scale = () => seen.width / svg.clientWidth;
    const point = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const at = point(event.clientX, event.clientY);
      zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, at.x, at.y);
    }, { passive: false });
    let held = null;
    let moved = false;
    // Two fingers move it and bring it nearer.
    let pinch = null;
    const fingers = (event) => {
      const [one, other] = event.touches;
      const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      return { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2, apart };
    };
    stage.addEventListener("touchstart", (event) => {
      pinch = event.touches.length === 2 ? fingers(event) : null;
      if (pinch) event.preventDefault();
    }, { passive: false });
    stage.addEventListener("touchmove", (event) => {
      if (!pinch || event.touches.length !== 2) return;
      event.preventDefault();
      const now = fingers(event);
      moved = true;
      pan((pinch.x - now.x) * scale(), (pinch.y - now.y) * scale());
      const middle = point(now.x, now.y);
      zoom(pinch.apart / Math.max(now.apart, 1), middle.x, middle.y);
      pinch = now;
    }, { passive: false });
    for (const name of ["touchend", "touchcancel"]) stage.addEventListener(name, () => { pinch = null; });
    stage.addEventListener("pointerdown", (event) => {
      moved = false;
      if (event.pointerType === "touch" && !stage.classList.contains("is-near")) return;
      held = [event.clientX, event.clientY];
    });
    stage.addEventListener("pointermove", (event) => {
      if (!held || pinch) return;
      const [x, y] = [held[0] - event.clientX, held[1] - event.clientY];
      if (!moved && Math.abs(x) + Math.abs(y) < 5) return;
      if (!moved) stage.setPointerCapture(event.pointerId);
      moved = true;
      pan(x * scale(), y * scale());
      held = [event.clientX, event.clientY];
    });
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, () => { held = null; });

    // A card, a flow, or all flows of a label.
    const picked = (target) => {
      const own = target.closest("[data-card],[data-flow],[data-lines]");
      if (!own) return [];
      if (own.dataset.lines !== undefined) return own.dataset.lines.split(" ").map((line) => "l" + line);
      return [own.dataset.card === undefined ? "l" + own.dataset.flow : "c" + own.dataset.card];
    };
    svg.addEventListener("click", (event) => {
      if (moved) return;
      const own = picked(event.target);
      if (!own.length) return clear();
      choosy(own);
      // On a small screen what is told stands below the picture.
      panel.scrollIntoView({ block: "nearest" });
    });
    stage.addEventListener("keydown", (event) => {
      const step = 60 * scale();
      const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      const own = picked(event.target);
      if (own.length && (event.key === "Enter" || event.key === " ")) choosy(own);
      else if (event.key in moves) pan(...moves[event.key]);
      else if (event.key === "+" || event.key === "=") zoom(1 / 1.25);
      else if (event.key === "-") zoom(1.25);
      else if (event.key === "0") whole();
      else if (event.key === "Escape") clear();
      else return;
      event.preventDefault();
    });
    form.addEventListener("click", (event) => {
      const what = event.target.dataset.zoom;
      if (what === "in") zoom(1 / 1.25);
      else if (what === "out") zoom(1.25);
      else if (what === "all") whole();
    });
    form.addEventListener("input", () => (chosen ? choose(chosen) : many.length ? choosy(many) : shown >= 0 && wanted(data.threats[shown]) ? show(shown) : clear()));
    form.addEventListener("reset", () => setTimeout(clear));
    form.addEventListener("submit", (event) => event.preventDefault());
    rows.forEach((row, number) => row.querySelector("button").addEventListener("click", () => {
      show(number);
      stage.scrollIntoView({ block: "nearest" });
    }));
    addEventListener("beforeprint", () => {
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    });
    addEventListener("afterprint", look);
    clear();
  };

  for (const section of document.querySelectorAll(".system")) {
    const fold = section.closest("details");
    if (!fold || fold.open) start(section);
    else fold.addEventListener("toggle", () => start(section), { once: true });
  }
})();
