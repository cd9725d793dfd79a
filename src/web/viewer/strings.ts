/** Everything that the viewer says. `{name}` stands for what the viewer puts there. */
export interface ViewerStrings {
  /** BCP 47, for numbers. */
  locale: string;
  /** Of the button that opens it. */
  open: string;
  /** {name} */
  openOf: string;
  title: string;
  close: string;
  original: string;
  converted: string;
  /** Which of the two a narrow screen shows. */
  shownModel: string;
  tools: string;
  fit: string;
  linked: string;
  edges: string;
  wireframe: string;
  section: string;
  sectionAlong: string;
  sectionPosition: string;
  sectionFlip: string;
  width: string;
  depth: string;
  height: string;
  background: string;
  backgroundPage: string;
  backgroundLight: string;
  backgroundDark: string;
  backgroundTransparent: string;
  view: string;
  viewHome: string;
  viewFront: string;
  viewRight: string;
  viewTop: string;
  parts: string;
  unnamedPart: string;
  /** {name} */
  showPart: string;
  showAll: string;
  /** {count} */
  moreParts: string;
  help: string;
  keyOrbit: string;
  keyPan: string;
  keyZoom: string;
  pointer: string;
  /** {dimensions} */
  dimensions: string;
  /** {shown} {total} */
  reduced: string;
  /** {count} */
  triangles: string;
  edgesLeftOut: string;
  /** {name} */
  picture: string;
  stage: string;
  loading: string;
  /** {loaded} {total} in megabytes */
  downloaded: string;
  /** {name} */
  ready: string;
  on: string;
  off: string;
  /** {name} */
  partShown: string;
  partHidden: string;
  partHighlighted: string;
  webglMissing: string;
  /** {name} */
  cannotDownload: string;
  cannotRead: string;
  contextLost: string;
}

export const viewerStringsEn: ViewerStrings = {
  locale: 'en',
  open: 'View in 3D',
  openOf: 'View in 3D: {name}',
  title: '3D view',
  close: 'Close',
  original: 'Original',
  converted: 'Result',
  shownModel: 'Shown model',
  tools: 'Shown',
  fit: 'Fit',
  linked: 'Linked cameras',
  edges: 'Edges',
  wireframe: 'Wireframe',
  section: 'Section',
  sectionAlong: 'Cut across',
  sectionPosition: 'Position of the cut',
  sectionFlip: 'Other side',
  width: 'Width',
  depth: 'Depth',
  height: 'Height',
  background: 'Background',
  backgroundPage: 'As the page',
  backgroundLight: 'Light',
  backgroundDark: 'Dark',
  backgroundTransparent: 'Chequered',
  view: 'View from',
  viewHome: 'Iso',
  viewFront: 'Front',
  viewRight: 'Right',
  viewTop: 'Top',
  parts: 'Parts',
  unnamedPart: 'Unnamed',
  showPart: 'Show {name}',
  showAll: 'Show all',
  moreParts: 'and {count} more',
  help: 'Keys',
  keyOrbit: 'Turn',
  keyPan: 'Move',
  keyZoom: 'Nearer, farther',
  pointer: 'Drag to turn, drag with the right button or two fingers to move, scroll or pinch to zoom.',
  dimensions: 'W × D × H: {dimensions}',
  reduced: 'Shows {shown} of {total} triangles',
  triangles: '{count} triangles',
  edgesLeftOut: 'Edges are left out: too many triangles.',
  picture: '3D picture of {name}',
  stage: 'Models: arrow keys turn them',
  loading: 'Loading the 3D view …',
  downloaded: '{loaded} of {total} MB',
  ready: 'Shown: {name}',
  on: 'on',
  off: 'off',
  partShown: '{name}: shown',
  partHidden: '{name}: hidden',
  partHighlighted: '{name}: highlighted',
  webglMissing:
    'This browser shows no 3D: WebGL 2 is missing or switched off. Turn on hardware acceleration in its settings, or try another browser.',
  cannotDownload:
    '{name} cannot be loaded for viewing. Check the connection, then open the view again; the file may have expired.',
  cannotRead: 'The preview of {name} cannot be read. Download the file to look at it in another program.',
  contextLost:
    'The graphics driver has stopped. The view comes back by itself, or close it and open it again.',
};

export const viewerStringsDe: ViewerStrings = {
  locale: 'de',
  open: 'In 3D ansehen',
  openOf: '{name} in 3D ansehen',
  title: '3D-Ansicht',
  close: 'Schließen',
  original: 'Original',
  converted: 'Ergebnis',
  shownModel: 'Gezeigtes Modell',
  tools: 'Gezeigt',
  fit: 'Einpassen',
  linked: 'Kameras gekoppelt',
  edges: 'Kanten',
  wireframe: 'Drahtgitter',
  section: 'Schnitt',
  sectionAlong: 'Schnitt quer zur',
  sectionPosition: 'Lage des Schnitts',
  sectionFlip: 'Andere Seite',
  width: 'Breite',
  depth: 'Tiefe',
  height: 'Höhe',
  background: 'Hintergrund',
  backgroundPage: 'Wie die Seite',
  backgroundLight: 'Hell',
  backgroundDark: 'Dunkel',
  backgroundTransparent: 'Kariert',
  view: 'Blick von',
  viewHome: 'Iso',
  viewFront: 'Vorne',
  viewRight: 'Rechts',
  viewTop: 'Oben',
  parts: 'Teile',
  unnamedPart: 'Ohne Namen',
  showPart: '{name} zeigen',
  showAll: 'Alle zeigen',
  moreParts: 'und {count} weitere',
  help: 'Tasten',
  keyOrbit: 'Drehen',
  keyPan: 'Verschieben',
  keyZoom: 'Näher, weiter',
  pointer:
    'Ziehen dreht, Ziehen mit der rechten Taste oder zwei Fingern verschiebt, Rollen oder Spreizen vergrößert.',
  dimensions: 'B × T × H: {dimensions}',
  reduced: 'Zeigt {shown} von {total} Dreiecken',
  triangles: '{count} Dreiecke',
  edgesLeftOut: 'Ohne Kanten: zu viele Dreiecke.',
  picture: '3D-Bild von {name}',
  stage: 'Modelle: Pfeiltasten drehen sie',
  loading: 'Die 3D-Ansicht wird geladen …',
  downloaded: '{loaded} von {total} MB',
  ready: 'Gezeigt: {name}',
  on: 'an',
  off: 'aus',
  partShown: '{name}: sichtbar',
  partHidden: '{name}: ausgeblendet',
  partHighlighted: '{name}: hervorgehoben',
  webglMissing:
    'Dieser Browser zeigt kein 3D: WebGL 2 fehlt oder ist abgeschaltet. Schalten Sie in seinen Einstellungen die Hardwarebeschleunigung ein, oder nehmen Sie einen anderen Browser.',
  cannotDownload:
    '{name} kann nicht zum Ansehen geladen werden. Prüfen Sie die Verbindung und öffnen Sie die Ansicht erneut; die Datei kann abgelaufen sein.',
  cannotRead:
    'Die Vorschau von {name} ist nicht lesbar. Laden Sie die Datei herunter, um sie in einem anderen Programm anzusehen.',
  contextLost:
    'Der Grafiktreiber wurde angehalten. Die Ansicht kommt von selbst wieder, oder schließen und öffnen Sie sie erneut.',
};

export const viewerStringsZh: ViewerStrings = {
  locale: 'zh',
  open: '三维查看',
  openOf: '三维查看 {name}',
  title: '三维视图',
  close: '关闭',
  original: '原始模型',
  converted: '转换结果',
  shownModel: '显示的模型',
  tools: '显示',
  fit: '适应窗口',
  linked: '联动相机',
  edges: '边线',
  wireframe: '线框',
  section: '剖切',
  sectionAlong: '剖切方向',
  sectionPosition: '剖切位置',
  sectionFlip: '另一侧',
  width: '宽度',
  depth: '深度',
  height: '高度',
  background: '背景',
  backgroundPage: '跟随页面',
  backgroundLight: '浅色',
  backgroundDark: '深色',
  backgroundTransparent: '棋盘格',
  view: '观察方向',
  viewHome: '轴测',
  viewFront: '前',
  viewRight: '右',
  viewTop: '上',
  parts: '零件',
  unnamedPart: '未命名',
  showPart: '显示 {name}',
  showAll: '全部显示',
  moreParts: '还有 {count} 个',
  help: '快捷键',
  keyOrbit: '旋转',
  keyPan: '平移',
  keyZoom: '放大、缩小',
  pointer: '拖动旋转，右键拖动或双指拖动平移，滚轮或双指缩放。',
  dimensions: '宽 × 深 × 高：{dimensions}',
  reduced: '显示 {total} 个三角形中的 {shown} 个',
  triangles: '{count} 个三角形',
  edgesLeftOut: '三角形过多，不显示边线。',
  picture: '{name} 的三维图像',
  stage: '模型：可用方向键旋转',
  loading: '正在加载三维视图……',
  downloaded: '已下载 {loaded} MB，共 {total} MB',
  ready: '已显示：{name}',
  on: '开',
  off: '关',
  partShown: '{name}：已显示',
  partHidden: '{name}：已隐藏',
  partHighlighted: '{name}：已突出显示',
  webglMissing:
    '此浏览器无法显示三维内容：WebGL 2 缺失或已停用。请在浏览器设置中启用硬件加速，或换用其他浏览器。',
  cannotDownload: '无法加载 {name} 供查看。请检查网络连接后重新打开视图；文件也可能已过期。',
  cannotRead: '无法读取 {name} 的预览。请下载文件，用其他程序查看。',
  contextLost: '显卡驱动已停止。视图会自动恢复，也可以关闭后重新打开。',
};
