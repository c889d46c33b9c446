/* What a reader sees of every text: how large it is drawn and how it stands out from what lies behind it. */
() => {
  const rgb = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const light = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const found = rgb(getComputedStyle(each).backgroundColor);
      if (found.a > 0.99) return found;
    }
    return { r: 255, g: 255, b: 255 };
  };
  /* The colours of the stripes behind a text, each of which it has to stand out from. */
  const stripes = (element) => {
    const image = getComputedStyle(element).backgroundImage;
    return image === "none" ? [] : (image.match(/rgba?\([^)]+\)/g) || []).map(rgb).filter((each) => each.a > 0.99);
  };
  const behind = (text) => {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    let found = ground(text.closest("figure") || text.ownerSVGElement);
    if (text.classList.contains("halo")) return found;
    for (const shape of text.ownerSVGElement.querySelectorAll("rect")) {
      const area = shape.getBoundingClientRect();
      const fill = getComputedStyle(shape).fill;
      if (fill.startsWith("rgb") && area.left <= x && x <= area.right && area.top <= y && y <= area.bottom) found = rgb(fill);
    }
    return found;
  };
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    const element = node.parentElement;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!node.data.trim() || box.width < 1 || element.closest(".vh, .skip, title, desc") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const svg = element.ownerSVGElement;
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    const ink = rgb(svg ? style.fill : style.color);
    const grounds = svg ? [behind(element)] : [ground(element), ...stripes(element)];
    texts.push({
      text: node.data.trim().slice(0, 30),
      size: parseFloat(style.fontSize) * scale,
      contrast: Math.min(...grounds.map((each) => contrast(ink, each))),
    });
  }
  return texts;
}
