// A plot of lines. `spec` has
//   lines: [{ run, x, y, faint }], x ascending, y with null where it was not finite; faint lines are to compare with
//   xRange: [first, last] where it is not that of the lines
//   xTitle, xText(value), wholeX, logarithmic
//   include, rangeOf: values that the axis shows besides those of the lines
//   marks: [{ x, run, title }] on the x axis
// Returns what a readout needs, or null where there is nothing to draw.

const manyPoints = 40; // from here on a point has no dot of its own

function pathOf(line, xScale, yScale, drawable) {
  let path = "";
  let pen = "M";
  for (let i = 0; i < line.x.length; ++i) {
    if (!drawable(line.y[i])) {
      pen = "M";
      continue;
    }
    path += `${pen}${xScale(line.x[i]).toFixed(1)},${yScale(line.y[i]).toFixed(1)}`;
    pen = "L";
  }
  return path;
}

function dotsOf(line, xScale, yScale, drawable) {
  const dots = [];
  for (let i = 0; i < line.x.length; ++i) {
    if (!drawable(line.y[i])) continue;
    const alone = !drawable(line.y[i - 1]) && !drawable(line.y[i + 1]);
    if (!alone && (line.faint || line.x.length > manyPoints)) continue;
    dots.push(makeSvg("circle", { class: line.run.mark, cx: xScale(line.x[i]), cy: yScale(line.y[i]), r: 2.5 }));
  }
  return dots;
}

function drawLine(line, xScale, yScale, drawable) {
  const kind = line.faint ? "line faint" : line.x.length > 300 ? "line dense" : "line";
  const path = makeSvg("path", { class: `${kind} ${line.run.mark}`, d: pathOf(line, xScale, yScale, drawable) });
  if (line.run.dashes && !line.faint) path.setAttribute("stroke-dasharray", line.run.dashes);
  return [path, ...dotsOf(line, xScale, yScale, drawable)];
}

function drawAxes(svg, box, xTicks, yTicks, xScale, yScale, xTitle) {
  for (const tick of yTicks) {
    const y = yScale(tick.value);
    svg.append(makeSvg("line", { class: "grid", x1: box.left, x2: box.right, y1: y, y2: y }),
      makeSvg("text", { class: "tick", x: box.left - 8, y: y + 4, "text-anchor": "end" }, tick.text));
  }
  svg.append(makeSvg("line", { class: "axis", x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom }));
  for (const tick of xTicks) {
    const x = xScale(tick.value);
    svg.append(makeSvg("line", { class: "axis", x1: x, x2: x, y1: box.bottom, y2: box.bottom + 4 }),
      makeSvg("text", { class: "tick", x, y: box.bottom + 17, "text-anchor": "middle" }, tick.text));
  }
  svg.append(makeSvg("text", { class: "axis-title", x: box.right, y: box.bottom + 34, "text-anchor": "end" }, xTitle));
}

function drawMarks(svg, marks, box, xScale) {
  for (const mark of marks || []) {
    if (mark.x < xScale.low || mark.x > xScale.high) continue;
    const x = xScale(mark.x);
    svg.append(makeSvg("path", { class: `resumed ${mark.run.mark}`, d: `M${x},${box.bottom}l-4,-7h8z` },
      makeSvg("title", {}, mark.title)));
  }
}

// What a screen reader says of the plot.
function plotDescription(spec, lines, drawable) {
  return lines.filter((line) => !line.faint).map((line) => {
    const last = line.y.findLastIndex(drawable);
    const first = line.y.findIndex(drawable);
    return first < 0 ? `${line.run.label}: nothing to draw`
      : `${line.run.label}: from ${numberText(line.y[first])} at ${spec.xText(line.x[first])} ` +
        `to ${numberText(line.y[last])} at ${spec.xText(line.x[last])}`;
  }).join("; ");
}

function drawLinePlot(plot, spec) {
  const width = plot.clientWidth;
  const height = width < 420 ? 220 : 250;
  const finite = (value) => value !== null && value !== undefined;
  const drawable = spec.logarithmic ? (value) => finite(value) && value > 0 : finite;
  const lines = spec.lines.filter((line) => line.y.some(drawable));
  if (lines.length === 0) {
    const why = spec.lines.length === 0 ? "No run that has these values is switched on." : "No value can be drawn.";
    plot.replaceChildren(make("p", { class: "missing" }, why));
    return null;
  }
  const values = lines.flatMap((line) => line.y.filter(drawable));
  const shown = [...(spec.include || []), ...(spec.rangeOf || [])].filter(drawable);
  const yRange = paddedRange([...values, ...shown], spec.logarithmic);
  const yTicks = (spec.logarithmic ? logarithmicTicks : linearTicks)(...yRange, Math.max(3, Math.round(height / 55)));
  const ends = lines.flatMap((line) => [line.x[0], line.x[line.x.length - 1]]);
  let [firstX, lastX] = spec.xRange || [Math.min(...ends), Math.max(...ends)];
  if (firstX === lastX) [firstX, lastX] = [firstX - 1, lastX + 1];
  const left = 14 + 7 * Math.max(...yTicks.map((tick) => tick.text.length));
  const box = { left, right: width - 14, top: 8, bottom: height - 42 };
  const xScale = makeScale(firstX, lastX, box.left, box.right, false);
  const yScale = makeScale(yRange[0], yRange[1], box.bottom, box.top, spec.logarithmic);
  const xTicks = linearTicks(firstX, lastX, Math.max(2, Math.round((box.right - box.left) / 75)), spec.wholeX);
  const svg = makeSvg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
  svg.setAttribute("aria-label", `${spec.title}. ${plotDescription(spec, lines, drawable)}`);
  drawAxes(svg, box, xTicks, yTicks, xScale, yScale, spec.xTitle);
  for (const line of lines.filter((each) => each.faint)) svg.append(...drawLine(line, xScale, yScale, drawable));
  for (const line of lines.filter((each) => !each.faint)) svg.append(...drawLine(line, xScale, yScale, drawable));
  drawMarks(svg, spec.marks, box, xScale);
  plot.replaceChildren(svg);
  return { svg, box, xScale, yScale, drawable, lines: lines.filter((line) => !line.faint), xText: spec.xText };
}
