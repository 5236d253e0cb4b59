import connect from 'undici/lib/api/api-connect.js';
import request from 'undici/lib/api/api-request.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';

// All of undici brings its fetch, WebSocket, caches and mocks, which take longer to load than all
// the rest of us. These are its parts that make a request, and ask a proxy for a tunnel, put together as
// its own index does.
Dispatcher.prototype.request = request;
Dispatcher.prototype.connect = connect;

/** Makes requests, through the proxies that HTTPS_PROXY and HTTP_PROXY name, save to the hosts of NO_PROXY. */
export { EnvHttpProxyAgent as HttpAgent };
