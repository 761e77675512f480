/** An archive of a release, as a formula names it. */
export interface FormulaArchive {
  /** As in the names of released files: `darwin-arm64`. */
  readonly platform: string;
  readonly url: string;
  readonly sha256: string;
}

const places: readonly (readonly [platform: string, os: string, cpu: string])[] = [
  ['darwin-arm64', 'macos', 'arm'],
  ['darwin-x64', 'macos', 'intel'],
  ['linux-arm64', 'linux', 'arm'],
  ['linux-x64', 'linux', 'intel'],
];

/** A Homebrew formula that installs the binary of each platform. @throws where an archive is missing. */
export function toFormula(version: string, archives: readonly FormulaArchive[]): string {
  const blocks = ['macos', 'linux'].map((os) => {
    const inner = places
      .filter((place) => place[1] === os)
      .map(([platform, , cpu]) => toBlock(platform, cpu, archives));
    return `  on_${os} do\n${inner.join('\n')}  end\n`;
  });
  return `class Cloudops < Formula
  desc "Ask your cloud a question in plain words"
  homepage "https://github.com/cloudops/cloudops"
  version "${version}"
  license "Apache-2.0"

${blocks.join('\n')}
  def install
    bin.install Dir["cloudops-*"].first => "cloudops"
    man1.install "cloudops.1"
    generate_completions_from_executable(bin/"cloudops", "completion")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/cloudops version")
    assert_match "hot-shard", shell_output("#{bin}/cloudops demo --list")
  end
end
`;
}

function toBlock(platform: string, cpu: string, archives: readonly FormulaArchive[]): string {
  const archive = archives.find((candidate) => candidate.platform === platform);
  if (archive === undefined) throw new Error(`There is no archive for ${platform}`);
  return `    on_${cpu} do\n      url "${archive.url}"\n      sha256 "${archive.sha256}"\n    end\n`;
}
