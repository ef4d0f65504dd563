import { Controller, Get, Inject, NotFoundException, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AlarmState, City, COLLECTIONS, CorridorState, FacilityState, JunctionState, LinkState, PlanState, SignState, StreetZoneState, WeatherState, type CollectionName } from '@wegweiser/contracts';
import { z } from 'zod';
import type { Clock } from '@wegweiser/platform';
import type { LiveStore } from '../../live/live-store.js';
import { CITY, CLOCK, STORE } from '../../platform/tokens.js';
import { ok } from './schemas.js';

const listOf = (schema: z.ZodType) => z.object({ atMs: z.number(), epoch: z.string(), version: z.number(), values: z.array(schema) });

/** The public state as it is now; every value carries age and quality. */
@ApiTags('state')
@Controller('api/v1')
export class StateController {
  constructor(
    @Inject(STORE) private readonly store: LiveStore,
    @Inject(CITY) private readonly cityConfig: City,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('city')
  @ApiOperation({ summary: 'Configuration of the city: places, garages, junctions, links, signs' })
  @ApiResponse(ok('The city', City.omit({ sources: true })))
  city(): Omit<City, 'sources'> {
    // Sources may hold addresses and keys of other parties.
    const { sources: _sources, ...open } = this.cityConfig;
    return open;
  }

  @Get('facilities')
  @ApiOperation({ summary: 'All garages and zones' })
  @ApiResponse(ok('Garages and zones', listOf(FacilityState)))
  facilities() {
    return this.list('facilities');
  }
  @Get('facilities/:id')
  @ApiOperation({ summary: 'One garage or zone' })
  @ApiResponse(ok('One garage or zone', FacilityState))
  facility(@Param('id') id: string) {
    return this.one('facilities', id);
  }

  @Get('street-zones')
  @ApiOperation({ summary: 'All on-street zones' })
  @ApiResponse(ok('Expected share of free spaces at the kerb: estimates, with what they lean on', listOf(StreetZoneState)))
  streetZones() {
    return this.list('streetZones');
  }
  @Get('street-zones/:id')
  @ApiOperation({ summary: 'One on-street zone' })
  @ApiResponse(ok('One on-street zone', StreetZoneState))
  streetZone(@Param('id') id: string) {
    return this.one('streetZones', id);
  }

  @Get('weather')
  @ApiOperation({ summary: "The city's weather station" })
  @ApiResponse(ok('Rain of the last hour and temperature as measured; empty where the city has no station', listOf(WeatherState)))
  weather() {
    return this.list('weather');
  }

  @Get('links')
  @ApiOperation({ summary: 'All links' })
  @ApiResponse(ok('All links with level of service', listOf(LinkState)))
  links() {
    return this.list('links');
  }
  @Get('links/:id')
  @ApiOperation({ summary: 'One link' })
  @ApiResponse(ok('One link', LinkState))
  link(@Param('id') id: string) {
    return this.one('links', id);
  }

  @Get('junctions')
  @ApiOperation({ summary: 'All junctions' })
  @ApiResponse(ok('All junctions with plan and recommendation', listOf(JunctionState)))
  junctions() {
    return this.list('junctions');
  }
  @Get('junctions/:id')
  @ApiOperation({ summary: 'One junction' })
  @ApiResponse(ok('One junction', JunctionState))
  junction(@Param('id') id: string) {
    return this.one('junctions', id);
  }

  @Get('signs')
  @ApiOperation({ summary: 'All signs' })
  @ApiResponse(ok('All signs: ordered, read back, fallback level', listOf(SignState)))
  signs() {
    return this.list('signs');
  }
  @Get('signs/:id')
  @ApiOperation({ summary: 'One sign' })
  @ApiResponse(ok('One sign, with why it shows what it shows', SignState))
  sign(@Param('id') id: string) {
    return this.one('signs', id);
  }

  @Get('alarms')
  @ApiOperation({ summary: 'Alarms' })
  @ApiResponse(ok('Alarms, cleared ones for an hour', listOf(AlarmState)))
  alarms() {
    return this.list('alarms');
  }

  @Get('plans')
  @ApiOperation({ summary: 'All action plans' })
  @ApiResponse(ok('Action plans: what runs, what is proposed, which of their measures are in force', listOf(PlanState)))
  plans() {
    return this.list('plans');
  }
  @Get('plans/:id')
  @ApiOperation({ summary: 'One action plan' })
  @ApiResponse(ok('One action plan', PlanState))
  plan(@Param('id') id: string) {
    return this.one('plans', id);
  }

  @Get('corridors')
  @ApiOperation({ summary: 'All corridors' })
  @ApiResponse(ok('Corridors: greens and bands as they run, and what is recommended to all their junctions together', listOf(CorridorState)))
  corridors() {
    return this.list('corridors');
  }
  @Get('corridors/:id')
  @ApiOperation({ summary: 'One corridor' })
  @ApiResponse(ok('One corridor', CorridorState))
  corridor(@Param('id') id: string) {
    return this.one('corridors', id);
  }

  @Get('devices')
  @ApiOperation({ summary: 'Devices' })
  @ApiResponse(ok('Devices that were heard of', listOf(COLLECTIONS.devices)))
  devices() {
    return this.list('devices');
  }

  private list(name: CollectionName) {
    return { atMs: this.clock.now(), epoch: this.store.epoch, version: this.store.version(name), values: this.store.list(name) };
  }

  private one(name: CollectionName, id: string) {
    const value = this.store.find(name, id);
    if (value === undefined) throw new NotFoundException(`${name} has no ${id.slice(0, 64)}`);
    return value;
  }
}
