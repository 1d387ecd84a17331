/* Pictures of the figures: the page's own tables, drawn. Without a script the tables say it all. */
(function () {
  "use strict";
  const root = document.documentElement;
  const drawn = [];
  const token = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const TONES = { solid: "mark-past", pale: "hatch", limit: "bad-line" };

  const look = () => ({
    ink: token("ink"), quiet: token("ink-2"), line: token("line"), goal: token("warn-line"), edge: token("line-strong"),
    font: token("font").replaceAll('"', "'"), colours: Object.fromEntries(Object.entries(TONES).map(([tone, name]) => [tone, token(name)])),
  });

  function axes(spec, see) {
    const words = { color: see.quiet, fontFamily: see.font, fontSize: 13 };
    const names = { type: "category", data: spec.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: see.edge } }, axisLabel: { ...words, interval: 0, hideOverlap: true } };
    const values = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: see.line } }, axisLabel: words };
    return [names, values];
  }

  const label = (see, more) => ({ show: true, color: see.ink, fontFamily: see.font, fontSize: 13, ...more });
  const whole = (value) => (Math.round(value * 10) / 10).toString();

  function stack(spec, see) {
    const total = (index) => spec.series.reduce((sum, one) => sum + one.values[index], 0);
    const series = spec.series.map((one, place) => ({
      name: one.name, type: "bar", stack: "all", barMaxWidth: 34,
      data: one.values.map((value, index) => {
        const colour = see.colours[one.tone];
        const style = spec.forecast[index] ? { color: colour, opacity: .55, borderColor: see.edge, borderType: "dashed", borderWidth: 1 } : { color: colour, borderColor: see.edge, borderWidth: one.tone === "pale" ? 1 : 0 };
        return { value, itemStyle: style };
      }),
      label: place === spec.series.length - 1 ? label(see, { position: "top", formatter: (item) => total(item.dataIndex) }) : { show: false },
    }));
    if (spec.goal) {
      series.push({
        name: spec.goal_name, type: "line", symbol: "none", data: spec.labels.map(() => spec.goal), silent: true,
        lineStyle: { color: see.goal, type: "dashed", width: 2 }, endLabel: label(see, { formatter: `${spec.goal_name} ${spec.goal}` }),
      });
    }
    return series;
  }

  function bars(spec, see) {
    return spec.series.map((one) => ({
      name: one.name, type: "bar", barMaxWidth: 18, data: one.values,
      itemStyle: { color: see.colours[one.tone], borderColor: see.edge, borderWidth: one.tone === "pale" ? 1 : 0 },
      label: label(see, { position: "right", formatter: (item) => (item.value ? whole(item.value) : "") }),
    }));
  }

  function ranges(spec, see) {
    return spec.series.map((one) => (one.tone === "limit"
      ? { name: one.name, type: "line", data: one.values, symbol: "diamond", symbolSize: 11, lineStyle: { width: 0 }, itemStyle: { color: see.colours.limit } }
      : bars({ series: [one] }, see)[0]));
  }

  function lines(spec, see) {
    return spec.series.map((one) => ({
      name: one.name, type: "line", data: one.values, symbol: one.tone === "solid" ? "circle" : "rect", symbolSize: 8,
      lineStyle: { color: one.tone === "solid" ? see.colours.solid : see.edge, width: 2, type: one.tone === "solid" ? "solid" : "dashed" },
      itemStyle: { color: one.tone === "solid" ? see.colours.solid : see.edge },
      label: label(see, { position: "top", formatter: (item) => (item.value ? item.value : "") }),
    }));
  }

  const KINDS = { stack, bars, ranges, lines };

  function option(spec) {
    const see = look();
    const [names, values] = axes(spec, see);
    const lying = spec.kind === "bars" || spec.kind === "ranges";
    if (lying) names.inverse = true;
    return {
      animation: false, backgroundColor: "transparent", textStyle: { fontFamily: see.font },
      grid: { left: 4, right: spec.goal ? 76 : 32, top: 24, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: lying ? values : names, yAxis: lying ? names : values, series: KINDS[spec.kind](spec, see),
    };
  }

  function legend(holder, spec) {
    if (spec.series.length < 2) return;
    const keys = document.createElement("p");
    keys.className = "chart-keys";
    for (const one of spec.series) {
      const key = document.createElement("span");
      key.className = `chart-key chart-key-${one.tone}`;
      key.textContent = one.name;
      keys.append(key);
    }
    if (spec.forecast) {
      const key = document.createElement("span");
      key.className = "chart-key chart-key-forecast";
      key.textContent = spec.forecast_name;
      keys.append(key);
    }
    holder.after(keys);
  }

  function draw(holder) {
    const spec = JSON.parse(document.getElementById(holder.dataset.chart).textContent);
    const lying = spec.kind === "bars" || spec.kind === "ranges";
    holder.hidden = false;
    if (lying) holder.classList.add(`chart-rows-${Math.min(12, Math.max(4, spec.labels.length))}`);
    const chart = window.echarts.init(holder, null, { renderer: "canvas" });
    chart.setOption(option(spec));
    legend(holder, spec);
    drawn.push([chart, spec]);
    new ResizeObserver(() => chart.resize()).observe(holder);
  }

  if (!window.echarts) return;
  document.querySelectorAll("[data-chart]").forEach(draw);
  document.addEventListener("lianhe:theme", () => drawn.forEach(([chart, spec]) => {
    chart.setOption(option(spec), true);
    chart.getZr().flush();
  }));
})();
