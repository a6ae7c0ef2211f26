import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepScan

@Suite("Archives: git histories")
struct ArchiveHistoryTests {
  @Test("Archives in a history are opened, also where they are stored as deltas")
  func history() throws {
    let (tree, id) = try ArchiveMakers.source()
    // The tar differs little from the one before, so git stores it as a delta.
    try ArchiveMakers.shell(
      """
      mkdir repo && cd repo && git init -q . && head -c 300000 /dev/urandom > ../noise
      git() { command git -c user.name=a -c user.email=a@b "$@"; }
      tar -cf all.tar -C .. noise && gzip -c ../src/readme > notes.gz
      git add -A && git commit -qm 1
      tar -cf all.tar -C .. noise && gzip -nc ../src/etc/app.env > ../in.gz
      tar -rf all.tar -C .. in.gz && cp ../in.gz notes.gz && git add -A && git commit -qm 2
      git rm -q all.tar notes.gz && git commit -qm 3 && git gc -q --aggressive
      """, in: tree.path)
    let result = try ArchiveMakers.sweep([tree("repo")])
    let paths = ArchiveMakers.paths(result.hits, in: tree).map { path in
      path.replacing(/@[0-9a-f]{12}/, with: "@ID")
    }
    #expect(paths == ["repo/all.tar@ID!/in.gz!/in", "repo/notes.gz@ID!/notes"])
    #expect(result.hits.allSatisfy { $0.keyID?.value.description == id && $0.git != nil })
    #expect(result.hits.allSatisfy { hit in hit.observations.contains { $0.basis == .commit } })
    #expect(
      result.hits.allSatisfy { !($0.path.beforeCommit?.lossyText.contains("@") ?? true) })
    #expect(result.summary.isComplete)
  }
}
