import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { City } from '@wegweiser/contracts';
import { createLogger, Settings } from '@wegweiser/platform';
import { createApp } from '../create-service.js';

export async function openApiDocument(): Promise<OpenAPIObject> {
  const settings = Settings.parse({ WEGWEISER_DATABASE_URL: 'postgres://document' });
  const city = City.parse({
    city: { id: 'document', name: '-', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [0, 0], bounds: [0, 0, 0, 0], attribution: { de: '-', en: '-' } },
    areas: [{ id: 'a', name: { de: '-', en: '-' } }],
  });
  const app = await createApp({ settings, city, sources: [], log: createLogger('silent') });
  const head = new DocumentBuilder().setTitle('Wegweiser').setVersion('1').build();
  return SwaggerModule.createDocument(app, head);
}
