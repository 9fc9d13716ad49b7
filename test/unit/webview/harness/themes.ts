/** The theme variables that matter, as VS Code gives them to a webview: Dark Modern, Light Modern, Dark High Contrast. */
const shared = { 'font-family': "system-ui, 'Ubuntu', 'Droid Sans', sans-serif", 'font-size': '13px', 'editor-font-family': "'Droid Sans Mono', monospace" };

export const themes: Readonly<Record<'dark' | 'light' | 'contrast', { readonly kind: string; readonly variables: Readonly<Record<string, string>> }>> = {
  dark: {
    kind: 'vscode-dark',
    variables: {
      ...shared, foreground: '#cccccc', descriptionForeground: '#9d9d9d', 'editor-background': '#1f1f1f', 'editor-foreground': '#cccccc', focusBorder: '#0078d4',
      'charts-foreground': '#cccccc', 'charts-blue': '#59a4f9', 'charts-orange': 'rgba(234, 92, 0, 0.33)', 'charts-red': '#f14c4c', 'charts-green': '#89d185', 'charts-purple': '#b180d7', 'charts-yellow': '#cca700',
      'button-background': '#0078d4', 'button-foreground': '#ffffff', 'button-hoverBackground': '#026ec1', 'button-secondaryBackground': '#313131', 'button-secondaryForeground': '#cccccc', 'button-secondaryHoverBackground': '#3c3c3c', 'button-border': 'rgba(255,255,255,0.07)',
      'dropdown-background': '#313131', 'dropdown-foreground': '#cccccc', 'dropdown-border': '#3c3c3c', 'dropdown-listBackground': '#1f1f1f', 'input-background': '#313131', 'input-foreground': '#cccccc', 'input-placeholderForeground': '#989898', 'checkbox-background': '#313131', 'checkbox-border': '#3c3c3c', 'checkbox-foreground': '#cccccc',
      'list-hoverBackground': '#2a2d2e', 'list-activeSelectionBackground': '#04395e', 'list-activeSelectionForeground': '#ffffff', 'list-inactiveSelectionBackground': '#37373d', 'widget-border': '#313131', 'panel-border': '#2b2b2b', 'editorWidget-background': '#202020', 'textLink-foreground': '#4daafc', 'textLink-activeForeground': '#4daafc',
      'menu-background': '#1f1f1f', 'menu-foreground': '#cccccc', 'menu-border': '#454545', 'menu-selectionBackground': '#0078d4', 'menu-selectionForeground': '#ffffff', 'editorWarning-foreground': '#cca700', 'editorError-foreground': '#f14c4c', 'editorInfo-foreground': '#59a4f9', 'progressBar-background': '#0078d4', 'editorIndentGuide-background1': '#404040', 'icon-foreground': '#cccccc', 'toolbar-hoverBackground': 'rgba(90,93,94,0.31)', 'panelTitle-activeBorder': '#0078d4', 'panelTitle-activeForeground': '#cccccc', 'panelTitle-inactiveForeground': '#9d9d9d', 'scrollbarSlider-background': 'rgba(121,121,121,0.4)',
    },
  },
  light: {
    kind: 'vscode-light',
    variables: {
      ...shared, foreground: '#3b3b3b', descriptionForeground: '#3b3b3b', 'editor-background': '#ffffff', 'editor-foreground': '#3b3b3b', focusBorder: '#005fb8',
      'charts-foreground': '#3b3b3b', 'charts-blue': '#0063d3', 'charts-orange': 'rgba(234, 92, 0, 0.33)', 'charts-red': '#e51400', 'charts-green': '#388a34', 'charts-purple': '#652d90', 'charts-yellow': '#bf8803',
      'button-background': '#005fb8', 'button-foreground': '#ffffff', 'button-hoverBackground': '#0258a8', 'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b', 'button-secondaryHoverBackground': '#cccccc', 'button-border': 'rgba(0,0,0,0.1)',
      'dropdown-background': '#ffffff', 'dropdown-foreground': '#3b3b3b', 'dropdown-border': '#cecece', 'dropdown-listBackground': '#ffffff', 'input-background': '#ffffff', 'input-foreground': '#3b3b3b', 'input-placeholderForeground': '#767676', 'input-border': '#cecece', 'checkbox-background': '#f8f8f8', 'checkbox-border': '#cecece', 'checkbox-foreground': '#3b3b3b',
      'list-hoverBackground': '#f2f2f2', 'list-activeSelectionBackground': '#e8e8e8', 'list-activeSelectionForeground': '#000000', 'list-inactiveSelectionBackground': '#e4e6f1', 'widget-border': '#e5e5e5', 'panel-border': '#e5e5e5', 'editorWidget-background': '#f8f8f8', 'textLink-foreground': '#005fb8', 'textLink-activeForeground': '#005fb8',
      'menu-background': '#ffffff', 'menu-foreground': '#3b3b3b', 'menu-border': '#cecece', 'menu-selectionBackground': '#005fb8', 'menu-selectionForeground': '#ffffff', 'editorWarning-foreground': '#bf8803', 'editorError-foreground': '#e51400', 'editorInfo-foreground': '#0063d3', 'progressBar-background': '#005fb8', 'editorIndentGuide-background1': '#d3d3d3', 'icon-foreground': '#3b3b3b', 'toolbar-hoverBackground': 'rgba(184,184,184,0.31)', 'panelTitle-activeBorder': '#005fb8', 'panelTitle-activeForeground': '#3b3b3b', 'panelTitle-inactiveForeground': '#3b3b3b', 'scrollbarSlider-background': 'rgba(100,100,100,0.4)',
    },
  },
  contrast: {
    kind: 'vscode-high-contrast',
    variables: {
      ...shared, foreground: '#ffffff', descriptionForeground: 'rgba(255,255,255,0.7)', 'editor-background': '#000000', 'editor-foreground': '#ffffff', focusBorder: '#f38518', contrastBorder: '#6fc3df', contrastActiveBorder: '#f38518',
      'charts-foreground': '#ffffff', 'charts-blue': '#59a4f9', 'charts-red': '#f48771', 'charts-green': '#89d185', 'charts-purple': '#b180d7', 'charts-yellow': '#ffd370',
      'button-foreground': '#ffffff', 'button-border': '#6fc3df', 'button-secondaryForeground': '#ffffff', 'dropdown-background': '#000000', 'dropdown-foreground': '#ffffff', 'dropdown-border': '#6fc3df', 'dropdown-listBackground': '#000000', 'input-background': '#000000', 'input-foreground': '#ffffff', 'input-border': '#6fc3df', 'input-placeholderForeground': 'rgba(255,255,255,0.7)', 'checkbox-background': '#000000', 'checkbox-border': '#6fc3df', 'checkbox-foreground': '#ffffff',
      'widget-border': '#6fc3df', 'panel-border': '#6fc3df', 'editorWidget-background': '#0c141f', 'textLink-foreground': '#21a6ff', 'textLink-activeForeground': '#21a6ff', 'menu-background': '#000000', 'menu-foreground': '#ffffff', 'menu-border': '#6fc3df', 'editorWarning-foreground': '#ffd370', 'editorError-foreground': '#f48771', 'editorInfo-foreground': '#59a4f9', 'progressBar-background': '#6fc3df', 'editorIndentGuide-background1': '#ffffff', 'icon-foreground': '#ffffff', 'panelTitle-activeBorder': '#6fc3df', 'panelTitle-activeForeground': '#ffffff', 'panelTitle-inactiveForeground': '#ffffff',
    },
  },
};
export type ThemeName = keyof typeof themes;
