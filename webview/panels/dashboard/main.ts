import '../../kit/takeTexts'; // before all others
import { registerChartCanvas } from '../../charts/chartCanvas';
import { registerPictureButtons } from '../../charts/pictureElement';
import { registerCharts } from '../../charts/setup';
import { registerWindowBands } from '../../charts/windowBands';
import { Endpoint } from '../../../src/protocol/endpoint';
import type { PanelCalls, PanelNews } from '../../../src/protocol/panelCalls';
import { webviewApi } from '../../kit/api';
import { registerControls } from '../../kit/controls';
import { registerMenu } from '../../kit/menu';
import { installHues } from '../../kit/theme';
import { connectToHost } from '../../kit/transport';
import { registerVirtualTable } from '../../kit/virtualTable';
import { registerAlertCharts } from './alerts/alertCharts';
import { registerRuleCharts } from './alerts/ruleCharts';
import { DashboardApp, registerApp } from './dashboardApp';
import { DashboardStore } from './dashboardStore';
import { registerLineage } from './lineage/lineageGraph';
import { styles } from './styles';
import { registerTimeline } from './timeline';

/* Entry of the dashboard's bundle. */

document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...styles];
installHues();
registerControls();
registerCharts();
registerMenu();
registerVirtualTable();
registerChartCanvas();
registerPictureButtons();
registerWindowBands();
registerTimeline();
registerAlertCharts();
registerRuleCharts();
registerLineage();
registerApp();

const connection = connectToHost(webviewApi);
const app = new DashboardApp();
app.store = new DashboardStore(new Endpoint<PanelCalls, PanelNews>(connection), webviewApi, () => app.requestUpdate());
connection.listen();
document.body.append(app);
void app.store.start();
