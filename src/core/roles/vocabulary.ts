import type { Role } from '../domain/role';
import type { ColumnWords } from './columnWords';
import { withoutUnit } from './latencyUnit';

/** A role that a name suggests, how strongly (0 to 1), and the word that did. */
export interface NameMatch {
  readonly role: Role;
  readonly strength: number;
  readonly word: string;
}

/** Whole names, words joined; the order is the preference among several columns. */
const names: readonly (readonly [Role, string])[] = [
  ['timestamp', 'timestamp eventtime eventtimestamp ts requesttime requesttimestamp inferencetime predictiontime predictiontimestamp time datetime timestampms timestampus timestampns loggedat loggingtime createdat created servedat scoredat predictedat occurredat occurrencetime recordedtime recordedat receivedat eventts requestts starttime startedat asctime date eventdate timems epoch epochms unixtime'],
  ['latency', 'latency requestlatency responselatency inferencelatency predictionlatency modellatency servinglatency totallatency endtoendlatency e2elatency responsetime requestduration duration totalduration elapsed elapsedtime executiontime executionduration processingtime inferenceduration inferencetime predicttime servicetime totaltime walltime took requesttime'],
  ['status', 'statuscode httpstatus httpstatuscode responsecode responsestatus status errorcode iserror haserror error success succeeded failed failure ok exception exceptiontype errortype errormessage code donereason finishreason'],
  ['version', 'modelversion version deployedmodelid servedentityid modelrevision modeltag modelhash modelsha bentoversion revision release gitsha gitcommit commitsha commit modelver'],
  ['model', 'model modelname modelid inferenceservicename servedmodelname modelkey endpoint endpointname deployment deploymentname'],
  ['prediction', 'prediction predicted ypred yhat pred predictedlabel predictedclass predictedvalue predictionlabel predictionclass predictionvalue modelprediction modeloutput outputprediction output preds predictions forecast decision'],
  ['score', 'score probability proba prob confidence ypredproba ypredprob ypredscore yscore yprob yproba predictionproba predictionprobability predictionscore predictedprobability predictedproba predictedscore predproba predprob predscore modelscore outputscore outputprobability propensity logit scores positiveprobability'],
  ['label', 'label ytrue actual groundtruth target truelabel actuallabel actualvalue actualclass trueclass truevalue groundtruthlabel truth outcome actuals actualoutcome observed y'],
  ['id', 'requestid inferenceid predictionid eventid id databricksrequestid clientrequestid invocationid xrequestid correlationid recordid transactionid customid uuid guid traceid spanid rowid callid messageid'],
  ['segment', 'segment tenant tenantid cohort variant slice customersegment usersegment abgroup abvariant experimentgroup experiment canary trafficgroup'],
  ['label time', 'labeltime labeltimestamp labelts labelat labeldate labeldatetime labeltimems labeledat labelledat labeledtime labelarrivedat labelarrivaltime labelreceivedat labelcreatedat labeleventtime groundtruthtime groundtruthtimestamp groundtruthat groundtruthts groundtruthdate groundtruthreceivedat truthtime truthtimestamp outcometime outcomeat outcometimestamp outcomets outcomedate feedbacktime feedbackat feedbacktimestamp feedbackts feedbackdate feedbackreceivedat actualtimestamp actualat actualtime actualstimestamp actualsreceivedat targettime targettimestamp'],
  ['ignore', 'unnamed0 index rownumber rowindex rownum level0'],
];

const whole = new Map<string, NameMatch[]>();
for (const [role, list] of names) {
  list.split(' ').forEach((word, place) => {
    const match = { role, strength: 1 - place / 500, word };
    whole.set(word, [...(whole.get(word) ?? []), match]);
  });
}

const featureParents = new Set(['feature', 'features', 'inputs', 'input', 'instance', 'instances', 'x', 'covariates', 'predictors']);
const kpiWords = new Set(['kpi', 'revenue', 'cost', 'costs', 'profit', 'margin', 'conversion', 'converted', 'gmv', 'savings', 'spend']);
const scoreEnds = new Set(['score', 'probability', 'proba', 'prob', 'confidence']);
const modelWords = new Set(['pred', 'predicted', 'prediction', 'model', 'y', 'output', 'yhat']);
const targetEnds = new Set(['label', 'actual', 'target', 'truth', 'outcome']);
const labelWords = new Set(['label', 'labeled', 'labelled', 'labels', 'groundtruth', 'truth', 'outcome', 'feedback', 'actuals']);
const timeEnds = new Set(['timestamp', 'ts', 'time', 'at', 'datetime', 'date']);

/** True where the path says that the column is an input of the model. */
export function isInput({ parents }: ColumnWords): boolean {
  return parents.some((word) => featureParents.has(word));
}

/** The roles that a name suggests, strongest first. */
export function nameMatches(given: ColumnWords): readonly NameMatch[] {
  const { words, joined, parents } = given;
  // A name of one letter says something only where nothing stands around it.
  const found: NameMatch[] = joined.length === 1 && parents.length > 0 ? [] : [...(whole.get(joined) ?? [])];
  const add = (role: Role, strength: number, word: string): void => {
    if (!found.some((match) => match.role === role)) found.push({ role, strength, word });
  };
  const first = words[0] ?? '';
  const last = words[words.length - 1] ?? '';
  const bare = withoutUnit(words).join('');
  if (bare !== joined) for (const match of whole.get(bare) ?? []) if (match.role === 'latency') add('latency', match.strength, match.word);
  if (withoutUnit(words).includes('latency')) add('latency', 0.6, 'latency');
  if (/^ypredproba|^ypredprob|^proba|^probability|^predictionproba/.test(joined) && words.length > 1) add('score', 0.9, 'proba');
  if (scoreEnds.has(last) && words.length > 1) add('score', words.some((word) => modelWords.has(word)) ? 0.85 : 0.5, last);
  if (words.length > 1 && (first === 'predicted' || first === 'prediction' || first === 'pred' || last === 'prediction' || last === 'pred' || last === 'predicted')) add('prediction', 0.7, first.startsWith('pred') ? first : last);
  if (words.length > 1 && (first === 'actual' || first === 'true' || first === 'observed' || targetEnds.has(last))) add('label', 0.6, targetEnds.has(last) ? last : first);
  if (timeEnds.has(last) && words.slice(0, -1).some((word) => labelWords.has(word))) add('label time', 0.85, last);
  if (words.length > 1 && (last === 'timestamp' || last === 'ts' || last === 'time' || last === 'at' || last === 'datetime')) add('timestamp', 0.5, last);
  if (words.length > 1 && (last === 'id' || last === 'uuid')) add('id', 0.4, last);
  if (words.length > 1 && first === 'segment') add('segment', 0.7, first);
  const kpi = words.find((word) => kpiWords.has(word));
  if (kpi !== undefined && (kpi === last || kpi === first || kpi === 'kpi')) add('kpi', 0.7, kpi);
  return found.sort((a, b) => b.strength - a.strength);
}
