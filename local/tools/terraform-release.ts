/** A release of Terraform that can be downloaded and verified. */
export interface TerraformRelease {
  readonly version: string;
  /** SHA-256 of the archive, by platform. */
  readonly digests: Readonly<Record<string, string>>;
}

/**
 * What is installed where the machine has neither Terraform nor OpenTofu.
 *
 * Each digest stands in two places that know nothing of each other: HashiCorp's own Homebrew tap
 * (hashicorp/homebrew-tap, Formula/terraform.rb, commit e67d13c) and the Python package tempor 0.10.3
 * (tempor/constants.py), which verifies the same archives.
 */
export const terraformRelease: TerraformRelease = {
  version: '1.11.4',
  digests: {
    linux_amd64: '1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc',
    linux_arm64: 'a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633',
    darwin_amd64: 'a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b',
    darwin_arm64: '867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18',
  },
};
