// @ts-check
/** 输出旁边的文字：播放、差值、声音。 */

/** @type {import("../words.js").Words} */
export const words = {
  "compare.as": "输出的显示方式",
  "compare.bars": "条形",
  "compare.difference": "差值",
  "play.play": "播放 T",
  "play.pause": "暂停 T",
  "play.step": "下一个 T",
  "play.how": "让观察温度从 0.25 升到 20 再降回来。按 Escape 或碰一下温度就停。",
  "play.steps": "把观察温度移到 0.25、0.5、1、2、4、8、16、20 中的下一个，到头再往回走。",
  "difference.label": "学生减教师：观察温度下，每个学生给每个类别的概率比教师模型多或少几个百分点",
  "difference.unit": "学生减教师，单位：百分点。线的右边是学生给得更多，左边是给得更少。",
  "difference.moved": "与教师模型相比，落在别的类别上的概率（百分点）：{values}。",

  sound: "聆听",
  "sound.bars": "听条形图",
  "sound.curves": "听准确率曲线",
  "sound.stop": "停止",
  "sound.net": "网络",
  "sound.all": "全部",
  "sound.volume": "音量",
  "sound.silent": "无声。",
  "sound.none": "等有网络答过测试图像，这里就有声音可听。",
  "sound.failed": "浏览器在这里无法播放声音。",
  "sound.class": "类别 {class}：{values}",
  "sound.update": "第 {update} 次更新：{values}",
  "sound.about":
    "音越高，数越大：0% 是 110 Hz，100% 高四个八度。条形图：T = {T}，逐个类别、逐个网络。曲线：六秒内从第一次更新到最后一次，所有网络同时发声；教师模型保持最终值。按 Escape 停止。",
  "sound.voice": "{net}：{place}，{wave}",
  "sound.left": "左边",
  "sound.right": "右边",
  "sound.middle": "中间",
  "sound.sine": "柔和（正弦波）",
  "sound.triangle": "空灵（三角波）",
  "sound.square": "像簧片（方波）",
  "sound.sawtooth": "嗡嗡响（锯齿波）",
  "sound.end": "。",
};
