import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';

// All of undici brings its fetch, WebSocket, caches and mocks, which take longer to load than all
// the rest of us. These are its parts that make a request, put together as its own index does.
Dispatcher.prototype.request = request;

export { Agent };
