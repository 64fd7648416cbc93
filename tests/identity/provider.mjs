// A certified OpenID provider (npm's oidc-provider) for the tests to start: it reads on its first
// line of input whom it knows, prints where it is, and takes orders under /control.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import Provider from 'oidc-provider';

const lines = createInterface({ input: process.stdin });
const settings = JSON.parse(await new Promise((resolve) => lines.once('line', resolve)));
lines.on('close', () => process.exit(0));

let next = { account: 'nobody', acr: '', deny: false };
const counts = {};
const loggedOut = [];
let provider;
let lastLaunch = {};
const next_patient = () => next.patient;
let answer;

function key() {
  const made = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return { ...made.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig' };
}

function begin(issuer) {
  provider = new Provider(issuer, {
    clients: settings.clients.map((client) => ({
      ...client,
      backchannel_logout_uri: `${issuer}/control/logged-out`,
      backchannel_logout_session_required: true,
    })),
    jwks: { keys: [key()] },
    cookies: { keys: [randomUUID()] },
    scopes: [
      'openid', 'profile', 'nationalrbacaccess', 'selectedrole', 'launch', 'fhirUser',
      'patient/Patient.rs',
    ],
    extraParams: ['launch', 'aud'],
    claims: {
      openid: ['sub', 'oid', 'acrs', 'vot', 'authentication_assurance_level', 'selected_roleid'],
      profile: ['name'],
      fhirUser: ['fhirUser'],
      nationalrbacaccess: ['nhsid_nrbac_roles'],
      acr: null,
      auth_time: null,
      sid: null,
    },
    acrValues: ['AAL2_OR_AAL3_ANY', 'AAL3_ANY', 'high'],
    pkce: { required: () => true },
    enabledJWA: {
      clientAuthSigningAlgValues: ['RS256', 'RS384', 'RS512', 'PS256', 'ES256'],
      idTokenSigningAlgValues: ['RS256', 'RS512'],
    },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...settings.accounts[id] }),
    }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    // By itself it calls no machine like this one: its word of signing out is caught by /control.
    fetch: (address, { dispatcher, ...options }) => fetch(address, options),
    clockTolerance: 5,
    ttl: { Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 600, IdToken: 600 },
  });
  // As a SMART server: the answer with the token says who is chosen, where a launch was begun.
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === 'authorization' && ctx.query.launch) lastLaunch = ctx.query;
    if (ctx.oidc?.route === 'token' && ctx.status === 200 && next_patient()) {
      ctx.body = { ...ctx.body, patient: next_patient() };
    }
  });
  provider.on('server_error', (_, error) => console.error(error));
  provider.on('backchannel.error', (_, error) => console.error(error));
  provider.on('grant.error', (_, error) => console.error(error.message, error.error_detail));
  answer = provider.callback();
}

async function interact(request, response) {
  const details = await provider.interactionDetails(request, response);
  if (next.deny) {
    const result = { error: 'access_denied', error_description: 'broken off' };
    return provider.interactionFinished(request, response, result);
  }
  const grant = new provider.Grant({ accountId: next.account, clientId: details.params.client_id });
  grant.addOIDCScope(details.params.scope);
  const login = { accountId: next.account, acr: next.acr || undefined };
  const result = { login, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result);
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function control(request, response, path) {
  let told = {};
  if (path === 'next') next = { acr: '', deny: false, ...JSON.parse(await body(request)) };
  if (path === 'patient') {
    const given = JSON.parse(await body(request));
    settings.patients = { ...settings.patients, [given.id]: given.said };
  }
  if (path === 'rotate') begin(provider.issuer);
  if (path === 'logged-out') loggedOut.push(new URLSearchParams(await body(request)).get('logout_token'));
  if (path === 'told') told = { counts, loggedOut, lastLaunch };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(told));
}

async function fhir(request, response, path) {
  const issuer = provider.issuer;
  let said = { resourceType: 'OperationOutcome' };
  response.statusCode = 404;
  if (path === '.well-known/smart-configuration') {
    response.statusCode = 200;
    said = {
      issuer,
      jwks_uri: `${issuer}/jwks`,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      code_challenge_methods_supported: ['S256'],
      capabilities: ['launch-ehr', 'client-confidential-asymmetric', 'sso-openid-connect', 'context-ehr-patient'],
    };
  } else if (path.startsWith('Patient/')) {
    const token = await provider.AccessToken.find((request.headers.authorization ?? '').slice(7));
    const may = token && token.scopes.has('patient/Patient.rs');
    const found = settings.patients?.[path.slice(8)];
    response.statusCode = may ? (found ? 200 : 404) : 401;
    if (may && found) said = { resourceType: 'Patient', id: path.slice(8), ...found };
  }
  response.setHeader('content-type', 'application/fhir+json');
  response.end(JSON.stringify(said));
}

const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://here').pathname;
  counts[path] = (counts[path] ?? 0) + 1;
  const refused = (error) => { console.error(error); response.statusCode = 500; response.end(); };
  if (path.startsWith('/control/')) control(request, response, path.slice(9)).catch(refused);
  else if (path.startsWith('/fhir/')) fhir(request, response, path.slice(6)).catch(refused);
  else if (path.startsWith('/interaction/')) interact(request, response).catch(refused);
  else answer(request, response);
});
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  begin(issuer);
  console.log(JSON.stringify({ issuer }));
});
