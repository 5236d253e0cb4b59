import config from './config';
import { synthesize } from './index';

synthesize(config);
