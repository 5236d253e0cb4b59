import { synthesize } from 'fargate-cron';
import config from './config';

synthesize(config);
