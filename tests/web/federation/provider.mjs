// A real OpenID Provider on loopback: node provider.mjs FOLDER_OF_PACKAGES REDIRECT_URI
// It says where it is in one line of JSON, and ends when its standard input does.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [packages, redirectUri] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(join(packages, "oidc-provider", "lib", "index.js")));

const GROUPS = { quill: ["officers"], oakes: ["managers", "officers"], reed: [] };
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];

function key(type, options, more) {
  return { ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }), use: "sig", ...more };
}

const clients = ALGORITHMS.map((algorithm) => ({
  client_id: `cara-${algorithm}`,
  client_secret: "only for tests: 100% + more",
  redirect_uris: [redirectUri],
  id_token_signed_response_alg: algorithm,
}));
clients.push({ ...clients[0], client_id: "cara-public", client_secret: undefined, token_endpoint_auth_method: "none" });

const configuration = {
  clients,
  jwks: {
    keys: [
      key("rsa", { modulusLength: 2048 }, { kid: "rsa" }),
      key("ec", { namedCurve: "P-256" }, { kid: "ec" }),
      key("ed25519", {}, { kid: "ed" }),
    ],
  },
  claims: { openid: ["sub", "groups"], profile: ["name"] },
  conformIdTokenClaims: false,
  enabledJWA: { idTokenSigningAlgValues: ALGORITHMS },
  cookies: { keys: ["only for tests"] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `Constable ${id}`, groups: GROUPS[id] ?? [] }),
  }),
};

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.on("request", new Provider(issuer, configuration).callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
