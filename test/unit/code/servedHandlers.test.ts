import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPythonParser, type PythonParser } from '../../../src/engine/code/pythonParser';
import { servedHandlers } from '../../../src/engine/code/servedHandlers';
import { wasmFolder } from './pythonIndex';

/* Functions that serve, by framework; and what only looks like one. */

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser(wasmFolder);
});
afterAll(() => parser.dispose());

const handlers = (text: string): readonly string[] => servedHandlers(parser.parse(text)).map(({ route, symbol, line }) => `${line} ${symbol} ${route ?? '-'}`);

describe('served handlers', () => {
  it('are routes of FastAPI and Flask, with the prefix of a router of the same file', () => {
    expect(handlers('@app.post("/predict")\ndef predict(x): ...\n')).toEqual(['2 predict /predict']);
    expect(handlers('router = APIRouter(tags=["a"], prefix="/v1")\n\n@router.get(\n    path="/score/{id}",\n    response_model=X,\n)\nasync def score(id): ...\n')).toEqual(['7 score /v1/score/{id}']);
    expect(handlers("bp = flask.Blueprint('m', __name__, url_prefix='/api')\n@bp.route('/predict', methods=['POST'])\n@login_required\ndef predict(): ...\n")).toEqual(['4 predict /api/predict']);
    expect(handlers('def create():\n    app = FastAPI()\n    @app.post("/p")\n    def inner(): ...\n')).toEqual(['4 inner /p']);
  });

  it('are handlers of Litestar, BentoML, Ray Serve, MLflow and gRPC', () => {
    expect(handlers('from litestar import post\n@post("/predict")\nasync def predict(data: X) -> Y: ...\n')).toEqual(['3 predict /predict']);
    expect(handlers('import bentoml\n@bentoml.service\nclass S:\n    @bentoml.api(batchable=True)\n    def classify(self, x): ...\n    @bentoml.api\n    def embed(self, x): ...\n')).toEqual(['5 S.classify /classify', '7 S.embed /embed']);
    expect(handlers('@serve.deployment(num_replicas=2)\nclass M:\n    def __init__(self): ...\n    async def __call__(self, request): ...\n')).toEqual(['4 M.__call__ -']);
    expect(handlers('class M(mlflow.pyfunc.PythonModel):\n    def load_context(self, c): ...\n    def predict(self, context, x): ...\n')).toEqual(['3 M.predict -']);
    expect(handlers('class P(predict_pb2_grpc.PredictorServicer):\n    def _own(self): ...\n    def Predict(self, request, context): ...\n')).toEqual(['3 P.Predict -']);
  });

  it('are not what only looks like one', () => {
    expect(handlers('"""\n@app.post("/predict")\ndef predict(): ...\n"""\n')).toEqual([]);
    expect(handlers('# @app.post("/predict")\ndef predict(x): ...\n')).toEqual([]);
    expect(handlers('@mock.patch("module.name")\ndef test_it(m): ...\n')).toEqual([]);
    expect(handlers('@post("/predict")\ndef predict(x): ...\n')).toEqual([]);
    expect(handlers('@lru_cache\ndef predict(x): ...\n@cache.get("key")\ndef other(x): ...\n')).toEqual([]);
    expect(handlers('class M:\n    def __call__(self, x): ...\n    def predict(self, x): ...\n')).toEqual([]);
  });

  it('survive text that is no Python', () => {
    expect(() => handlers('@app.post("/x"\ndef ((\n')).not.toThrow();
  });

  it('are found in the demo', async () => {
    expect(handlers(await readFile(join('examples', 'flight-delays', 'model', 'serve.py'), 'utf8'))).toEqual([expect.stringMatching(/^\d+ predict \/predict$/)]);
  });
});
