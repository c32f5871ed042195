// One value per label and run: a dot, with a line from where it was at the first evaluation.
// `spec` has labels, lines: [{ run, first: Map from label to value, now: likewise }], range: values that the axis shows.

function shortened(text, most) {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function drawDot(svg, line, label, y, xScale) {
  const now = line.now.get(label);
  const first = line.first.get(label);
  const known = (value) => value !== null && value !== undefined;
  const title = `${line.run.label}, ${label}: ${known(now) ? numberText(now) : "not finite"}` +
    (known(first) ? `, at first ${numberText(first)}` : "");
  if (known(first) && known(now)) {
    const way = { x1: xScale(first), x2: xScale(now), y1: y, y2: y };
    svg.append(makeSvg("line", { class: `line ${line.run.mark}`, ...way }));
  }
  if (known(first)) {
    svg.append(makeSvg("circle", { class: `hollow ${line.run.mark}`, cx: xScale(first), cy: y, r: 3.5 }));
  }
  if (!known(now)) return;
  svg.append(makeSvg("circle", { class: line.run.mark, cx: xScale(now), cy: y, r: 5 }, makeSvg("title", {}, title)));
}

function drawDotPlot(plot, spec) {
  const width = plot.clientWidth;
  if (spec.lines.length === 0) {
    plot.replaceChildren(make("p", { class: "missing" }, "No run that has these values is switched on."));
    return;
  }
  const mostCharacters = Math.floor((width * 0.4) / 7);
  const row = 12 + 12 * spec.lines.length;
  const box = { left: 14 + 7 * Math.min(mostCharacters, Math.max(...spec.labels.map((label) => label.length))),
    right: width - 16, top: 6 };
  box.bottom = box.top + row * spec.labels.length;
  const height = box.bottom + 30;
  const range = paddedRange(spec.range.filter((value) => value !== null), false) || [0, 1];
  const xScale = makeScale(range[0], range[1], box.left, box.right, false);
  const svg = makeSvg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
  svg.setAttribute("aria-label", spec.title);
  for (const tick of linearTicks(range[0], range[1], Math.max(2, Math.round((box.right - box.left) / 80)))) {
    const x = xScale(tick.value);
    const kind = tick.value === 0 ? "axis" : "grid";
    svg.append(makeSvg("line", { class: kind, x1: x, x2: x, y1: box.top, y2: box.bottom }),
      makeSvg("text", { class: "tick", x, y: box.bottom + 17, "text-anchor": "middle" }, tick.text));
  }
  spec.labels.forEach((label, i) => {
    const middle = box.top + row * (i + 0.5);
    svg.append(makeSvg("text", { class: "label", x: box.left - 8, y: middle + 4, "text-anchor": "end" },
      shortened(label, mostCharacters), makeSvg("title", {}, label)));
    if (i > 0) {
      const border = { y1: box.top + row * i, y2: box.top + row * i };
      svg.append(makeSvg("line", { class: "grid", x1: box.left, x2: box.right, ...border }));
    }
    spec.lines.forEach((line, k) => drawDot(svg, line, label, middle + 12 * (k - (spec.lines.length - 1) / 2), xScale));
  });
  plot.replaceChildren(svg);
}
