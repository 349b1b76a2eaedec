const requestTimeoutMs = 10_000;

export const getFederations = signal => getJson("api/federations", signal);

export const getFederation = (federation, signal) => getJson(path(federation), signal);

export const getNodes = (federation, signal) => getJson(`${path(federation)}/nodes`, signal);

/** The newest `limit` global models, oldest first. */
export async function getModels(federation, limit, signal) {
  const models = await getJson(`${path(federation)}/models?limit=${limit}`, signal);
  return models.sort((a, b) => a.version - b.version);
}

/** Server-sent `round` events; the browser reconnects by itself unless the server answers with an error. */
export const openStream = federation => new EventSource(`${path(federation)}/stream`);

const path = federation => `api/federations/${encodeURIComponent(federation)}`;

async function getJson(url, signal) {
  const response = await fetch(url, {
    cache: "no-store",
    headers: { accept: "application/json" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
  }).catch(error => {
    throw new Error(`no answer from the server (${error.message})`, { cause: error });
  });
  if (!response.ok) {
    throw new Error(await problemOf(response));
  }
  return response.json();
}

/** What problem details say, else the status alone: an error page of a proxy has no JSON. */
async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  const reason = problem?.detail ?? problem?.title ?? response.statusText;
  return reason ? `${response.status} ${reason}` : `HTTP status ${response.status}`;
}
