/** Components of Gaussian mixtures as ellipses at a fixed number of standard deviations. */
import type { MappedComponent, MappedMixtures } from '../../protocol/events.ts';
import type { planeScales } from './plane-scales.ts';

/** Standard deviations along each axis: 1.5 hold two thirds of a two-dimensional Gaussian (1 − e^(−1.5²/2) = 0.675). */
export const STANDARD_DEVIATIONS = 1.5;

export interface Ellipse {
  x: number;
  y: number;
  /** Semi-axes, the longer one first. */
  semiMajor: number;
  semiMinor: number;
  /** Of the longer axis, in degrees from x towards y: clockwise where y points down. */
  angle: number;
}

export interface ComponentEllipse extends Ellipse {
  label: number;
  /** Of ψ_L; otherwise of ψ_U. */
  labelled: boolean;
}

/** Semi-axes are the standard deviations times the square roots of the covariance's eigenvalues, along its eigenvectors. */
export function covarianceEllipse(
  { mean: [x, y], covariance: [xx, xy, yy] }: Pick<MappedComponent, 'mean' | 'covariance'>,
  standardDeviations = STANDARD_DEVIATIONS,
): Ellipse {
  const middle = (xx + yy) / 2;
  const apart = Math.hypot((xx - yy) / 2, xy);
  return {
    ...{ x, y },
    semiMajor: standardDeviations * Math.sqrt(middle + apart),
    semiMinor: standardDeviations * Math.sqrt(Math.max(0, middle - apart)),
    angle: (Math.atan2(2 * xy, xx - yy) / 2) * (180 / Math.PI),
  };
}

/** All components in pixels; those of ψ_L come last and are drawn over those of ψ_U. */
export function componentEllipses(mixtures: MappedMixtures, place: ReturnType<typeof planeScales>): ComponentEllipse[] {
  const [sx, sy] = [place.x(1) - place.x(0), place.y(1) - place.y(0)];
  const drawn = (labelled: boolean) => (component: MappedComponent) => {
    const [xx, xy, yy] = component.covariance;
    const mean: [number, number] = [place.x(component.mean[0]), place.y(component.mean[1])];
    const covariance: [number, number, number] = [sx * sx * xx, sx * sy * xy, sy * sy * yy];
    return { ...covarianceEllipse({ mean, covariance }), label: component.label, labelled };
  };
  return [...mixtures.unlabelled.map(drawn(false)), ...mixtures.labelled.map(drawn(true))];
}
