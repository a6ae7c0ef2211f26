import Foundation
import KeysweepGit
import KeysweepModel
import KeysweepTestSupport
import Testing

@Suite("Object database, compared with git")
struct ObjectDatabaseTests {
  @Test("Loose objects only")
  func loose() throws {
    let fixture = try GitFixture()
    try fixture.make("r")
    try check(fixture, "r")
  }

  @Test(
    "Packed in all manners",
    arguments: [
      "git repack -adq", "git gc -q --aggressive --prune=now",
      "git repack -adfq --depth=250 --window=50", "git repack -adfq --depth=4095 --window=10",
      "git repack -adfq --depth=0", "git -c repack.useDeltaBaseOffset=false repack -adfq",
      "git -c pack.indexVersion=1 repack -adq", "git -c core.compression=0 repack -adFq",
    ])
  func packed(line: String) throws {
    let fixture = try GitFixture()
    try fixture.make("r", commits: 120)
    try fixture.shell(line, in: "r")
    try check(fixture, "r")
  }

  @Test("Several packs and loose objects, some of them twice")
  func several() throws {
    let fixture = try GitFixture()
    try fixture.make("r", isPacked: true)
    for seed in 2...5 {
      try fixture.grow("r", commits: 10, isPacked: seed % 2 == 0, seed: UInt64(seed))
    }
    try fixture.shell("git repack -aq", in: "r")
    try fixture.grow("r", commits: 10, isPacked: false, seed: 6)
    try check(fixture, "r")
  }

  @Test("A multi-pack-index, also where packs have no index of their own")
  func multi() throws {
    let fixture = try GitFixture()
    try fixture.make("r", isPacked: true)
    for seed in 2...4 { try fixture.grow("r", commits: 20, isPacked: true, seed: UInt64(seed)) }
    try fixture.shell("git repack -aq; git multi-pack-index write", in: "r")
    try check(fixture, "r")
    let expected = try fixture.expected("r")
    try fixture.shell("rm .git/objects/pack/*.idx", in: "r")
    let database = try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("r/.git")))
    #expect(database.problems.isEmpty)
    let swept = Swept(database)
    #expect(swept.problems.isEmpty)
    #expect(swept.printed == expected)
  }

  @Test("An index over several packs that lists of a long chain only the last object")
  func unlisted() throws {
    let fixture = try GitFixture()
    try fixture.shell("git init -q -b main r")
    var stream = ""
    var lines = (0..<200).map { "setting \($0) = \($0 &* 7919)" }
    for version in 0..<400 {
      lines[(version &* 37) % 200] += " # changed in version \(version)"
      let content = lines.joined(separator: "\n")
      stream += "commit refs/heads/main\ncommitter C <c@example.com> \(version) +0000\ndata 0\n"
      stream += "M 100644 inline f\ndata \(content.utf8.count)\n\(content)\n"
    }
    try fixture.shell("git fast-import --quiet", in: "r", input: Array(stream.utf8))
    // Everything but the object with the longest chain stands in a second pack, which is preferred.
    try fixture.shell(
      """
      git repack -adfq --depth=250 --window=50
      git verify-pack -v .git/objects/pack/*.idx | grep -E '^[0-9a-f]{40} ' | sort -k6,6n >../all
      tail -1 ../all | awk '{print $6}' >../depth
      head -n -1 ../all | cut -d' ' -f1 >../names
      name=$(git pack-objects -q .git/objects/pack/pack <../names)
      git multi-pack-index write --no-progress --preferred-pack=pack-$name.idx
      """, in: "r")
    let depth = try fixture.shell("cat depth").filter(\.isNumber)
    #expect(try #require(Int(depth)) > 20, "\(depth)")
    let expected = try fixture.expected("r")
    try fixture.shell("rm .git/objects/pack/*.idx", in: "r")
    let swept = Swept(try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("r/.git"))))
    #expect(swept.problems.isEmpty, "\(swept.problems)")
    #expect(swept.printed == expected)
  }

  @Test("Alternates, also in a circle, linked worktrees, and bare repositories")
  func layouts() throws {
    let fixture = try GitFixture()
    try fixture.make("r", isPacked: true)
    try fixture.shell("git clone -q --shared r shared; git clone -q --shared shared third")
    try fixture.grow("third", commits: 5, isPacked: false, seed: 9)
    try check(fixture, "third")
    try fixture.shell("git worktree add -q ../linked", in: "r")
    try check(fixture, "linked", gitDirectory: "r/.git/worktrees/linked")
    try check(fixture, "linked", gitDirectory: "linked/.git")
    try fixture.shell("git clone -q --bare r bare.git")
    try check(fixture, "bare.git", gitDirectory: "bare.git")
    let third = fixture.tree("third/.git/objects")
    try fixture.tree.write("r/.git/objects/info/alternates", "# none\n\"\(third)\"\n")
    let database = try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("third/.git")))
    #expect(database.problems.isEmpty)
  }

  @Test("SHA-256", arguments: ["true", "git repack -adfq", "git multi-pack-index write"])
  func sha256(line: String) throws {
    let fixture = try GitFixture()
    try fixture.make("r", isPacked: line != "true", options: "--object-format=sha256")
    try fixture.shell(line, in: "r")
    try check(fixture, "r")
  }

  @Test("Deltas against a base in another pack, or loose")
  func thin() throws {
    let fixture = try GitFixture()
    try fixture.make("r", commits: 30)
    try fixture.shell(
      """
      git rev-list --objects main~10 | cut -d' ' -f1 | git pack-objects -q ../old >/dev/null
      git rev-parse main ^main~10 | git pack-objects --thin --revs --stdout -q >../thin.pack
      """, in: "r")
    // Git itself cannot read such packs when they lie in a repository, only take them in.
    let known = try fixture.expected("r")
    // No program of git keeps a thin pack: its index is written by hand.
    let foreign = try fixture.shell(
      "python3 - '\(fixture.tree("thin.pack"))' '\(fixture.tree("r/.git/objects/pack"))'", in: "r",
      input: Array(Self.indexThin.utf8))
    #expect(try #require(Int(foreign.filter(\.isNumber))) > 3)
    try fixture.shell(
      """
      git rev-list --objects main ^main~10 | cut -d' ' -f1 | while read id; do
        rm -f .git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)
      done
      """, in: "r")
    try check(fixture, "r", known: known)
    try fixture.shell(
      "cp ../old-*.pack ../old-*.idx .git/objects/pack/; git prune-packed -q", in: "r")
    try check(fixture, "r", known: known)
  }

  /// Writes an index for a thin pack whose objects git can still read otherwise.
  static let indexThin = """
    import sys,struct,zlib,hashlib,subprocess,os
    data=open(sys.argv[1],'rb').read(); n=struct.unpack('>I',data[8:12])[0]; at=12; out={}; bases=set()
    names=['','commit','tree','blob','tag']
    def git(i):
      k=subprocess.run(['git','cat-file','-t',i],capture_output=True,text=True).stdout.strip()
      return k,subprocess.run(['git','cat-file',k,i],capture_output=True).stdout
    def patch(b,d):
      p=0; s=[]
      for _ in range(2):
        v=0;h=0
        while 1:
          c=d[p];p+=1;v|=(c&127)<<h;h+=7
          if c<128: break
        s.append(v)
      r=b''
      while p<len(d):
        c=d[p];p+=1
        if c&128:
          o=l=0
          for i in range(4):
            if c>>i&1: o|=d[p]<<8*i;p+=1
          for i in range(3):
            if c>>(4+i)&1: l|=d[p]<<8*i;p+=1
          l=l or 65536; r+=b[o:o+l]
        else: r+=d[p:p+c];p+=c
      assert len(r)==s[1]; return r
    for _ in range(n):
      start=at; c=data[at]; at+=1; t=c>>4&7
      while c&128: c=data[at]; at+=1
      assert t!=6
      if t==7: base=data[at:at+20].hex(); at+=20
      z=zlib.decompressobj(); b=z.decompress(data[at:]); at=len(data)-len(z.unused_data)
      if t==7: bases.add(base); k,w=git(base); b=patch(w,b)
      else: k=names[t]
      i=hashlib.sha1(('%s %d'%(k,len(b))).encode()+b'\\0'+b).digest(); out[i]=(start,zlib.crc32(data[start:at]))
    ids=sorted(out); f=b''; 
    for v in range(256): f+=struct.pack('>I',sum(1 for i in ids if i[0]<=v))
    x=b'\\xfftOc'+struct.pack('>I',2)+f+b''.join(ids)
    x+=b''.join(struct.pack('>I',out[i][1]) for i in ids)+b''.join(struct.pack('>I',out[i][0]) for i in ids)
    x+=data[-20:]; x+=hashlib.sha1(x).digest()
    name=sys.argv[2]+'/pack-'+data[-20:].hex(); os.makedirs(sys.argv[2],exist_ok=True)
    print(sum(bytes.fromhex(b) not in out for b in bases))
    open(name+'.pack','wb').write(data); open(name+'.idx','wb').write(x)
    """

  @Test("An empty repository, and what is none")
  func empty() throws {
    let fixture = try GitFixture()
    try fixture.shell("git init -q r; mkdir none")
    let database = try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("r/.git")))
    #expect(database.objectCount == 0)
    #expect(database.units().isEmpty)
    #expect(!database.isShallow)
    #expect(!database.isPartial)
    for name in ["none", "absent", "r/.git/config"] {
      #expect(throws: GitError.self) {
        try ObjectDatabase(gitDirectory: SourcePath(fixture.tree(name)))
      }
    }
    try fixture.tree.write("r/.git/config", "[extensions]\n\tobjectFormat = md5\n")
    #expect(throws: GitError.self) {
      try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("r/.git")))
    }
  }

  @Test("Shallow and partial clones say so")
  func clones() throws {
    let fixture = try GitFixture()
    try fixture.make("r", isPacked: true)
    try fixture.shell("git config uploadpack.allowFilter true", in: "r")
    let url = "file://\(fixture.tree("r"))"
    try fixture.shell(
      "git clone -q --depth 1 \(url) shallow; git clone -q --bare --filter=blob:none \(url) partial"
    )
    let shallow = try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("shallow/.git")))
    #expect(shallow.isShallow && !shallow.isPartial)
    let partial = try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("partial")))
    #expect(partial.isPartial && !partial.isShallow)
    #expect(Swept(partial).objects.values.allSatisfy { $0.kind != .blob })
  }

  @Test("Only the kinds that are wanted")
  func kinds() throws {
    let fixture = try GitFixture()
    try fixture.make("r", isPacked: true)
    let database = try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("r/.git")))
    let all = Swept(database).objects
    for kind in ObjectKind.allCases {
      let some = Swept(database, kinds: [kind]).objects
      #expect(Set(some.keys) == Set(all.filter { $0.value.kind == kind }.keys))
    }
  }

  @Test("Names as text and as bytes")
  func names() throws {
    for text in [String(repeating: "0aF9", count: 10), String(repeating: "0aF9", count: 16)] {
      let id = try #require(ObjectID(hex: text))
      #expect(id.description == text.lowercased())
      #expect(id.bytes.withUnsafeBytes { ObjectID(bytes: $0) } == id)
    }
    for text in ["", "0a", String(repeating: "0", count: 41), String(repeating: "g", count: 40)] {
      #expect(ObjectID(hex: text) == nil)
    }
    let (a, b) = (
      ObjectID(hex: "00" + String(repeating: "f", count: 38)),
      ObjectID(hex: "01" + String(repeating: "0", count: 38))
    )
    #expect(try #require(a) < #require(b))
  }
}
