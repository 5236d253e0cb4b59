import { refusal } from '../answer';
import { requestInput } from '../request-input';
import type { Rule } from '../rule';
import type { ServiceModels } from '../service-models';
import { shapeViolations } from '../shape-violations';

/** @param models without one of a service, its requests are not looked at */
export function requestShapes(models: ServiceModels): Rule {
  return {
    name: 'request-shapes',
    service: '*',
    does: 'Refuses parameters that are missing, unknown, or not of the type, length, range, set or pattern that the service has for them.',
    sources: [
      'https://github.com/boto/botocore/tree/develop/botocore/data',
      'https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html',
    ],
    request: (call) => {
      if (call.operation === undefined || call.protocol === 'cbor') return undefined;
      const model = models.of(call.service);
      const operation = model?.operations[call.operation];
      const name = operation?.input?.shape;
      const shape = name === undefined ? undefined : model?.shapes[name];
      if (!model || !operation || !name || !shape) return undefined;
      const { value, unknown } = requestInput(call, operation, shape, model);
      const violations = [
        ...shapeViolations(value, name, model),
        ...unknown.map((parameter) => `'${parameter}' is not a parameter`),
      ];
      if (violations.length === 0) return undefined;
      const errors = violations.length === 1 ? 'error' : 'errors';
      return refusal(
        call,
        codes[call.protocol] ?? 'ValidationException',
        `${violations.length} validation ${errors} detected: ${violations.join('; ')}`,
      );
    },
  };
}

const codes: Readonly<Record<string, string>> = {
  ec2: 'InvalidParameterValue',
  query: 'ValidationError',
};
