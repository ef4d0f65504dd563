import { describe, expect, it } from 'vitest';
import { readGround, signalsOf, tripFigures } from './ground.js';

describe('ground', () => {
  it('takes green phases and links of the first program, by link index', () => {
    const xml = `<tlLogic id="A" programID="0"><phase duration="30" state="GGr"/><phase duration="3" state="yyr"/><phase duration="30" state="rrG"/></tlLogic>
      <tlLogic id="A" programID="1"><phase duration="9" state="rGr"/></tlLogic>
      <connection from="a" to="b" fromLane="0" toLane="1" tl="A" linkIndex="1"/><connection from="c" to="d" fromLane="2" toLane="0" tl="A" linkIndex="0"/>
      <connection from="x" to="y" fromLane="0" toLane="0"/>`;
    expect(signalsOf(xml)).toEqual({ A: { phases: ['GGr', 'rrG'], links: [['c_2', 'd_0'], ['a_0', 'b_1']] } });
  });

  it('counts who never departed and who never arrived', () => {
    const xml = '<tripinfo id="1" depart="5" departDelay="1" timeLoss="9" arrival="50"/><tripinfo id="2" depart="5" departDelay="0" timeLoss="20" arrival="-1"/><tripinfo id="3" depart="-1" departDelay="30" timeLoss="7" arrival="-1"/>';
    expect(tripFigures(xml)).toEqual({ vehicles: 3, delayS: 20, unfinished: 2 });
    expect(tripFigures('')).toEqual({ vehicles: 0, delayS: 0, unfinished: 0 });
  });

  it('names the file that is missing', () => {
    expect(readGround('nowhere/town')).toBe('town.net.xml is missing');
  });
});
