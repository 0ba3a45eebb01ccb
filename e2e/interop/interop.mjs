// Another implementation of Data Integrity proofs and of JWS, for Blazon's
// tests: Digital Bazaar's libraries and jose. It reads one JSON object,
// {contexts: {url: document}, requests: [...]}, from standard input and writes
// one answer a request to standard output. It never touches the network: what
// is not in contexts or a did:key cannot be loaded.
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import * as jose from 'jose';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsa} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';

const {contexts, requests} = JSON.parse(await read(process.stdin));
const cryptosuites = {'ecdsa-rdfc-2019': ecdsa, 'eddsa-rdfc-2022': eddsa};

// What can be asked: each takes a request and returns an answer, or throws.
const operations = {
  // Verifies a credential with a Data Integrity proof.
  async verify({document}) {
    const result = await vc.verifyCredential({
      credential: document,
      suite: Object.values(cryptosuites).map(cryptosuite => new DataIntegrityProof({cryptosuite})),
      documentLoader,
      now: new Date('2026-03-01T12:00:00Z')
    });
    return result.verified ? {verified: true} : {verified: false, error: reason(result.error)};
  },

  // Makes a key, makes it the issuer of a credential, and signs that.
  async sign({document, cryptosuite, curve}) {
    const key = curve ? await EcdsaMultikey.generate({curve}) : await Ed25519Multikey.generate();
    const {did, method} = named(key.publicKeyMultibase);
    key.id = method;
    key.controller = did;
    const credential = {...document, issuer: {...document.issuer, id: did}};
    const suite = new DataIntegrityProof({
      signer: key.signer(), date: '2026-01-01T00:00:00Z', cryptosuite: cryptosuites[cryptosuite]
    });
    const now = new Date('2026-03-01T12:00:00Z');
    return {document: await vc.issue({credential, suite, documentLoader, now})};
  },

  // Verifies a compact JWS with a public key.
  async verifyJWT({token, jwk, alg}) {
    const {protectedHeader, payload} = await jose.compactVerify(
      token, await jose.importJWK(jwk, alg), {algorithms: [alg]});
    return {verified: true, header: protectedHeader, document: JSON.parse(new TextDecoder().decode(payload))};
  },

  // Makes a key and signs a payload as a compact JWS.
  async signJWT({document, alg}) {
    const {publicKey, privateKey} = await jose.generateKeyPair(alg, {extractable: true});
    const token = await new jose.CompactSign(new TextEncoder().encode(JSON.stringify(document)))
      .setProtectedHeader({alg, typ: 'JWT', kid: 'k1'}).sign(privateKey);
    return {token, jwk: await jose.exportJWK(publicKey)};
  }
};

// named returns the did:key of a public key and the id of its method.
function named(multibase) {
  return {did: `did:key:${multibase}`, method: `did:key:${multibase}#${multibase}`};
}

// documentLoader serves the contexts that were given and the documents that
// did:key names stand for.
async function documentLoader(url) {
  if(contexts[url]) {
    return {contextUrl: null, documentUrl: url, document: contexts[url]};
  }
  const [, multibase, fragment] = /^did:key:([^#]+)(?:#(.+))?$/.exec(url) ?? [];
  if(!multibase) {
    throw new Error(`${url} is not to be had offline`);
  }
  const {did, method} = named(multibase);
  const key = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: method, type: 'Multikey', controller: did, publicKeyMultibase: multibase
  };
  const document = fragment ? key : {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did, verificationMethod: [key], assertionMethod: [method]
  };
  return {contextUrl: null, documentUrl: url, document};
}

// reason finds what went wrong in an error that may hold others.
function reason(error) {
  return (error?.errors ?? [error]).map(e => e?.message ?? String(e)).join('; ');
}

async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const answers = [];
for(const request of requests) {
  try {
    answers.push(await operations[request.op](request));
  } catch(error) {
    answers.push({verified: false, error: reason(error)});
  }
}
process.stdout.write(JSON.stringify(answers));
